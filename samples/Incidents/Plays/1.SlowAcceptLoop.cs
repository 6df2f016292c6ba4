using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Stage;
using Incidents.Tests.Stage;

namespace Incidents.Plays;

/// <summary>
/// Incident 1: ApacheBench from one host against a home-made server and against the reference on the other, and what the server's kernel counted. Then the late reset: a burst over a slow uplink, so that handshakes
/// are begun while there is still room in the queue and end when there is none.
/// </summary>
internal static partial class SlowAcceptLoop
{
    private const int NaivePort = 7001, ReferencePort = 7002, Burst = 16;

    public static async Task PlayAsync(Play play)
    {
        Shell.Require("ab", "apache2-utils");
        Shell.Require("tc", "iproute2");
        Shell.Require("nstat", "iproute2");
        using var cable = Cable.Lay();

        // A client that was dropped comes from the port it had; a host with few ports would count its own lack of them.
        await Shell.RunAsync(cable.NearHost, "sysctl -qw net.ipv4.ip_local_port_range='2000 65000'", play.Cancellation);

        // The kernel's own patience with an unfinished handshake is about a minute and a half; the late reset comes at its end.
        await Shell.RunAsync(cable.FarHost, $"sysctl -qw net.ipv4.tcp_synack_retries={(play.IsShort ? 1 : 2)} net.ipv4.tcp_syncookies=0", play.Cancellation);
        using var naive = RunningProgram.Naive(cable.FarHost, "1", $"{Cable.FarEnd.Address}:{NaivePort}");
        await naive.LineAsync("listening", play.Cancellation);
        var slow = await LoadAsync(play, cable, "the naive server", NaivePort);
        await play.ShowAsync("Just after the load on the naive server, on its host", cable.FarHost, "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPTimeouts");
        using var reference = await RunningProgram.ServerAsync(cable.FarHost, $"{Cable.FarEnd.Address}", ReferencePort, play.Cancellation);
        var fast = await LoadAsync(play, cable, "the reference", ReferencePort);

        cable.Slow(20);
        var late = await BurstAsync(play, cable, NaivePort, show: true);
        var served = await BurstAsync(play, cable, ReferencePort, show: false);

        play.Add("requests", "requests asked for (`ab -c 1000`, HTTP/1.0)", Requests(play), Requests(play));
        play.Add("completed", "completed", slow.Completed, fast.Completed);
        play.Add("failed", "failed", slow.Failed, fast.Failed);
        play.Add("rate", "requests a second", Cell.Of(slow.Rate, "/s"), Cell.Of(fast.Rate, "/s"));
        play.Add("p50", "half were answered within", Cell.Of(slow.At(50)), Cell.Of(fast.At(50)));
        play.Add("p99", "99 % within", Cell.Of(slow.At(99)), Cell.Of(fast.At(99)));
        play.Add("slowest", "slowest answer", Cell.Of(slow.At(100)), Cell.Of(fast.At(100)));
        play.Add("overflows", "`ListenOverflows`", slow.Overflows, fast.Overflows);
        play.Add("drops", "`ListenDrops`", slow.Drops, fast.Drops);
        play.Add("burst-connected", $"burst of {Burst} while one client says nothing: connected, by the client's kernel", late.Connected, served.Connected);
        play.Add("burst-answered", "answered", late.Answered, served.Answered);
        play.Add("burst-reset", "**reset, though no program ever had them**", late.Reset, served.Reset);
        play.Add("burst-reset-after", "the first of them after", late.FirstReset is { } at ? Cell.Of(at) : "-", served.FirstReset is { } never ? Cell.Of(never) : "-");
        play.Claim("the naive server's accept queue overflowed, the reference's did not", slow.Overflows > 0 && fast.Overflows == 0);
        if (!play.IsShort)
        {
            // The short form's load is over before a first packet is sent again.
            play.Claim("the naive server let clients wait for a second and more, for their first packets were dropped", slow.At(100) >= TimeSpan.FromSeconds(1) || slow.Completed < Requests(play));
        }

        play.Claim("the reference completed all requests", fast.Completed == Requests(play) && fast.Failed == 0);
        play.Claim("clients that were connected, and never accepted, were reset late", late.Reset > 0 && late.FirstReset > TimeSpan.FromSeconds(1));
        play.Claim("in the same burst the reference answered all", served is { Answered: Burst, Reset: 0 });
        play.Figure = Draw(play, slow, fast);
    }

    private static int Requests(Play play) => play.IsShort ? 3000 : 50_000;

    private static async Task<Load> LoadAsync(Play play, Cable cable, string whom, int port)
    {
        var path = port == NaivePort ? "/" : "/hello";
        var percentiles = Path.GetTempFileName();
        var most = play.IsShort ? 12 : 150;

        // Interrupted, ab tells what it has by then.
        var command = $"timeout -s INT {most} ab -r -q -s 60 -n {Requests(play)} -c {(play.IsShort ? 300 : 1000)} -e {percentiles} http://{Cable.FarEnd.Address}:{port}{path}";
        play.Say($"{command.Replace(percentiles, "...", StringComparison.Ordinal)} against {whom}");
        var (overflows, drops) = await CountersAsync(play, cable);
        var watching = Task.Run(async () =>
        {
            await play.PauseAsync(play.IsShort ? 0.3 : 2);
            if (port == NaivePort)
            {
                await play.ShowAsync("During the load, twenty looks: how often which length of the queue (`Recv-Q`) under which limit (`Send-Q`)", cable.FarHost, $"for i in $(seq 20); do ss -Hltn sport = :{port}; sleep 0.05; done | sort | uniq -c");
            }
        });
        var output = await Shell.RunAsync(cable.NearHost, command, TimeSpan.FromSeconds(most + 10), play.Cancellation);
        await watching;
        var (overflowsAfter, dropsAfter) = await CountersAsync(play, cable);
        var times = File.ReadLines(percentiles).Skip(1).Select(line => line.Split(','))
            .Select(fields => (int.Parse(fields[0], CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(fields[1], CultureInfo.InvariantCulture)))).ToList();
        File.Delete(percentiles);
        if (Longest().Match(output) is { Success: true } longest)
        {
            times.Add((100, TimeSpan.FromMilliseconds(int.Parse(longest.Groups[1].ValueSpan, CultureInfo.InvariantCulture))));
        }

        play.Shown.Add(($"ab against {whom}", command.Replace(percentiles, "percentiles.csv", StringComparison.Ordinal), string.Join('\n', output.Split('\n').SkipWhile(line => !line.StartsWith("Concurrency", StringComparison.Ordinal)))));
        return new Load(Number(output, "Complete requests"), Number(output, "Failed requests"), Number(output, "Requests per second"), times, overflowsAfter - overflows, dropsAfter - drops);
    }

    private static int Number(string output, string name) =>
        Regex.Match(output, name + @":\s+(\d+)") is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static async Task<(long Overflows, long Drops)> CountersAsync(Play play, Cable cable)
    {
        var lines = (await Shell.RunAsync(cable.FarHost, "grep ^TcpExt: /proc/net/netstat", play.Cancellation)).Split('\n').Select(line => line.Split(' ')).ToArray();
        long Counter(string name) => long.Parse(lines[1][Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
        return (Counter("ListenOverflows"), Counter("ListenDrops"));
    }

    /// <summary>One client connects and says nothing; then the burst: connect, ask, wait for what comes.</summary>
    private static async Task<(int Connected, int Answered, int Reset, TimeSpan? FirstReset)> BurstAsync(Play play, Cable cable, int port, bool show)
    {
        var server = new IPEndPoint(Cable.FarEnd.Address, port);
        play.Say($"one client says nothing, {Burst} more come over a slow uplink ({(port == NaivePort ? "naive" : "reference")})");
        using var silent = await Http.ConnectAsync(server, play.Cancellation, MakeSocket());
        await play.PauseAsync(0.5);
        var begun = Stopwatch.StartNew();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
        over.CancelAfter(TimeSpan.FromSeconds(play.IsShort ? 14 : 25));
        var sockets = Enumerable.Range(0, Burst).Select(_ => MakeSocket()).ToArray();
        var (connected, answered, resets) = (0, 0, new List<TimeSpan>());

        // Ended by what is to be seen, or by the time: those whose every SYN was dropped would go on for two minutes.
        var clients = sockets.Select(async socket =>
        {
            try
            {
                using var client = await Http.ConnectAsync(server, over.Token, socket);
                Interlocked.Increment(ref connected);
                if (await client.AskAsync("/hello", over.Token) is not null)
                {
                    Interlocked.Increment(ref answered);
                }
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
            {
                lock (resets)
                {
                    resets.Add(begun.Elapsed);
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                // Neither answered nor reset.
            }
        }).ToArray();
        var all = Task.WhenAll(clients);
        if (show)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(2.5), play.Cancellation));
            await play.ShowAsync("During the burst, on the clients' host: connected, they say", cable.NearHost, $"ss -tn dport = :{port}");
            await play.ShowAsync("In the same moment, on the server's host", cable.FarHost, $"ss -tan exclude time-wait sport = :{port}");
        }

        await all;
        return (connected, answered, resets.Count, resets.Count > 0 ? resets.Min() : null);

        Socket MakeSocket() => cable.OnNearHost(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
    }

    private static ScottPlot.Plot Draw(Play play, Load slow, Load fast)
    {
        var plot = Figures.New($"ab -n {Requests(play):N0} -c {(play.IsShort ? 300 : 1000)}: how long a request took", "per cent of the requests, from the fastest", "seconds to the answer");
        plot.Line($"naive: serves in its accept loop, queue of 5 ({slow.Overflows:N0} overflows)", Points(slow), Figures.Naive);
        plot.Line($"reference ({fast.Overflows:N0} overflows)", Points(fast), Figures.Reference);
        plot.Axes.SetLimitsX(80, 100.3);
        plot.ShowLegend(ScottPlot.Alignment.UpperLeft);
        return plot;

        static List<(double X, double Y)> Points(Load load) => [.. load.Times.Select(time => ((double)time.Percent, time.Time.TotalSeconds))];
    }

    [GeneratedRegex(@"100%\s+(\d+)")]
    private static partial Regex Longest();

    /// <summary>What ab and the kernel counted.</summary>
    private sealed record Load(int Completed, int Failed, int Rate, List<(int Percent, TimeSpan Time)> Times, long Overflows, long Drops)
    {
        public TimeSpan At(int percent) => Times.Where(time => time.Percent <= percent).Select(time => time.Time).LastOrDefault();
    }
}
