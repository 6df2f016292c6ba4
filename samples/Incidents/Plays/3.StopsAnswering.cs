using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Stage;

namespace Incidents.Plays;

/// <summary>Incident 3: a trivial request while others compute, a length that is one byte too long, an exception that nobody hears of, and clients whose headers never end.</summary>
internal static class StopsAnswering
{
    public static async Task PlayAsync(Play play)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MissingException("It is watched with tools of Linux.");
        }

        var naiveAddress = FreeAddress();
        var referenceAddress = FreeAddress();
        var headerDeadline = play.IsShort ? 2 : 5;
        using var naive = RunningProgram.Naive(null, "3", $"{naiveAddress}");
        await naive.LineAsync("listening", play.Cancellation);
        using var reference = await RunningProgram.ServerAsync(null, $"{referenceAddress.Address}", referenceAddress.Port, play.Cancellation, "--headers", $"{headerDeadline}");

        var slow = await PingWhileOthersComputeAsync(play, "naive", naiveAddress, "/ping", "/login");
        var fast = await PingWhileOthersComputeAsync(play, "reference", referenceAddress, "/hello", "/burn?ms=50");

        play.Say("an answer with a length that is one byte too long, and an exception");
        var lengths = (await EndOfAsync(play, naiveAddress, "/menu"), await EndOfAsync(play, referenceAddress, "/pitfall/length"));
        var throws = (await EndOfAsync(play, naiveAddress, "/order"), await EndOfAsync(play, referenceAddress, "/pitfall/throw"));
        var torn = await TextOfAsync(play, naiveAddress, "/weather");
        await play.PauseAsync(0.3);
        var said = (Logged(naive, "order has no customer"), Logged(reference, "order has no customer"));

        var clients = play.IsShort ? 100 : 500;
        play.Say($"{clients} clients send a header byte by byte and never end it");
        var attack = (await SlowHeadersAsync(play, naiveAddress, clients, headerDeadline), await SlowHeadersAsync(play, referenceAddress, clients, headerDeadline));

        play.Add("quiet-p99", "trivial request, nobody computes: p99", Cell.Of(slow.QuietAt(0.99)), Cell.Of(fast.QuietAt(0.99)));
        play.Add("p50", "while 16 clients ask for work of about 50 ms: half within", Cell.Of(slow.At(0.5)), Cell.Of(fast.At(0.5)));
        play.Add("p99", "**p99**", Cell.Of(slow.At(0.99)), Cell.Of(fast.At(0.99)));
        play.Add("work", "work done meanwhile / refused with 503", $"{slow.Done} / {slow.Refused}", $"{fast.Done} / {fast.Refused}");
        play.Add("length", "length one byte too long: the client", lengths.Item1.Said, lengths.Item2.Said);
        play.Add("throw", "handler throws: the client", throws.Item1.Said, throws.Item2.Said);
        play.Add("logged", "the exception is in the log", Cell.Of(said.Item1), Cell.Of(said.Item2));
        play.Add("torn", "length in characters: `Schön in Zürich` arrives as", $"`{torn}`", "(Kestrel counts bytes)");
        play.Add("slow-held", $"{clients} slow headers: connections held after {headerDeadline + 4} s", attack.Item1, attack.Item2);
        play.Claim("while others compute, the naive server's trivial request waits at least five times as long as the reference's", slow.At(0.99) > 5 * fast.At(0.99));
        play.Claim("a length that is one byte too long leaves the naive server's client waiting; the reference ends it", !lengths.Item1.Ended && lengths.Item2.Ended);
        play.Claim("the naive handler's exception leaves its client waiting and no line in the log; the reference answers 500 and logs it", !throws.Item1.Ended && !said.Item1 && throws.Item2.Ended && said.Item2);
        play.Claim("the naive server holds every slow client, the reference none", attack.Item1.Value == clients && attack.Item2.Value == 0);
        play.Figure = Draw(slow, fast);
    }

    private static IPEndPoint FreeAddress()
    {
        using var probe = Incidents.Tests.Stage.Loopback.Bound();
        return (IPEndPoint)probe.LocalEndPoint!;
    }

    private static bool Logged(RunningProgram program, string text) => program.Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    private static async Task<Pings> PingWhileOthersComputeAsync(Play play, string whom, IPEndPoint server, string trivial, string work)
    {
        play.Say($"a trivial request again and again, then while 16 clients ask for work ({whom})");
        var pings = new Pings();
        var clock = Stopwatch.StartNew();
        using var pinging = await Http.ConnectAsync(server, play.Cancellation);
        await pinging.AskAsync(trivial, play.Cancellation);
        await PingAsync(play.IsShort ? 0.7 : 2);
        pings.WorkBegins = clock.Elapsed.TotalSeconds;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
        var workers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            using var client = await Http.ConnectAsync(server, play.Cancellation);
            while (!over.IsCancellationRequested)
            {
                if (await client.AskAsync(work, play.Cancellation) is var (head, _) && head.Contains(" 200 ", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref pings.Done);
                }
                else
                {
                    Interlocked.Increment(ref pings.Refused);
                    await Task.Delay(100, play.Cancellation);
                }
            }
        })).ToArray();
        await PingAsync(play.IsShort ? 2.5 : 10);
        await over.CancelAsync();
        await Task.WhenAll(workers);
        return pings;

        async Task PingAsync(double seconds)
        {
            for (var until = clock.Elapsed.TotalSeconds + seconds; clock.Elapsed.TotalSeconds < until; await play.PauseAsync(0.02))
            {
                var asked = clock.Elapsed;
                await pinging.AskAsync(trivial, play.Cancellation);
                pings.Samples.Add((asked.TotalSeconds, clock.Elapsed - asked));
            }
        }
    }

    /// <summary>How a request ended for its client, who has three seconds' patience.</summary>
    private static async Task<(bool Ended, string Said)> EndOfAsync(Play play, IPEndPoint server, string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(play.IsShort ? 1.5 : 3));
        var asked = Stopwatch.StartNew();
        try
        {
            using var client = await Http.ConnectAsync(server, patience.Token);
            var answer = await client.AskAsync(path, patience.Token);
            return (true, (answer is var (head, _) ? $"gets {head.Split(' ')[1]}" : "is cut off") + $" after {Cell.Of(asked.Elapsed).Shown}");
        }
        catch (SocketException failure)
        {
            return (true, $"is told {failure.SocketErrorCode} after {Cell.Of(asked.Elapsed).Shown}");
        }
        catch (OperationCanceledException) when (!play.Cancellation.IsCancellationRequested)
        {
            return (false, "waits on");
        }
    }

    private static async Task<string> TextOfAsync(Play play, IPEndPoint server, string path)
    {
        using var client = await Http.ConnectAsync(server, play.Cancellation);
        var (_, body) = await client.AskAsync(path, play.Cancellation) ?? ("", "");
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(body));
    }

    private static async Task<Cell> SlowHeadersAsync(Play play, IPEndPoint server, int clients, int deadline)
    {
        var slow = new List<Http>();
        try
        {
            for (var i = 0; i < clients; i++)
            {
                slow.Add(await Http.ConnectAsync(server, play.Cancellation));
                await slow[i].SendAsync("GET /hello HTTP/1.1\r\nX-Slow: ", play.Cancellation);
            }

            for (var sent = 0; sent < deadline + 4; sent++)
            {
                await play.PauseAsync(1);
                foreach (var client in slow)
                {
                    try
                    {
                        await client.SendAsync("a", play.Cancellation);
                    }
                    catch (SocketException)
                    {
                        // It has been shown the door.
                    }
                }
            }

            var output = await play.ShowAsync($"Connections of the server on port {server.Port}, {deadline + 4} s into the slow headers", null, $"ss -Htn state established sport = :{server.Port} | wc -l");
            return int.Parse(output, CultureInfo.InvariantCulture);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private static ScottPlot.Plot Draw(Pings slow, Pings fast)
    {
        var plot = Figures.New("A trivial request, before and while 16 clients ask for work of about 50 ms each", "seconds", "time to the answer");
        foreach (var (name, pings, color) in new[] { ("naive: the handler computes", slow, Figures.Naive), ("reference: a bounded pool computes", fast, Figures.Reference) })
        {
            var dots = plot.Add.ScatterPoints(pings.Samples.Select(sample => sample.At).ToArray(), pings.Samples.Select(sample => Math.Log10(Math.Max(0.01, sample.Took.TotalMilliseconds))).ToArray(), color);
            (dots.LegendText, dots.MarkerSize) = ($"{name}; p99 {Cell.Of(pings.At(0.99)).Shown}", 5);
        }

        plot.During("others compute", slow.WorkBegins, slow.Samples.Max(sample => sample.At));
        plot.LogarithmicLeft(milliseconds => milliseconds < 1000 ? $"{milliseconds:0.##} ms" : $"{milliseconds / 1000:0.#} s");
        plot.ShowLegend(ScottPlot.Alignment.UpperLeft);
        return plot;
    }

    /// <summary>When each trivial request was asked and how long it took.</summary>
    private sealed class Pings
    {
        public int Done;
        public int Refused;

        public List<(double At, TimeSpan Took)> Samples { get; } = [];

        public double WorkBegins { get; set; }

        public TimeSpan At(double part) => Quantile(part, sample => sample.At >= WorkBegins);

        public TimeSpan QuietAt(double part) => Quantile(part, sample => sample.At < WorkBegins);

        private TimeSpan Quantile(double part, Func<(double At, TimeSpan Took), bool> which)
        {
            var took = Samples.Where(which).Select(sample => sample.Took).Order().ToArray();
            return took[Math.Min(took.Length - 1, (int)(part * took.Length))];
        }
    }
}
