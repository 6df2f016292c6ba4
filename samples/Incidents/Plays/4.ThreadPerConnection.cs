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

/// <summary>Incident 4: connections that are open and idle, then a burst of new ones: with 200 threads, with a thread for each, and on the reference with its limit.</summary>
internal static class ThreadPerConnection
{
    public static async Task PlayAsync(Play play)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MissingException("It is watched with tools of Linux.");
        }

        var (idle, burst) = play.IsShort ? (800, 100) : (10_000, 900);
        var descriptors = int.Parse(await Shell.RunAsync(null, "ulimit -Hn | sed s/unlimited/1000000/", play.Cancellation), CultureInfo.InvariantCulture);
        if (descriptors < idle + burst + 600)
        {
            throw new MissingException($"{idle + burst + 600:N0} descriptors are needed, {descriptors:N0} are allowed (ulimit -Hn).");
        }

        var bounded = await PlayAsync(play, "200 threads", idle, burst, NaiveAsync("200"), "/");
        var unbounded = await PlayAsync(play, "a thread each", idle, burst, NaiveAsync(), "/");
        var reference = await PlayAsync(play, "reference", idle, burst, ReferenceAsync(idle), "/hello");

        play.Compare("200 threads, queue of 100", "a thread each", $"reference, limit {idle:N0}");
        Run[] all = [bounded, unbounded, reference];
        play.Add("idle", $"of {idle:N0} idle clients, connected and answered once", [.. all.Select(run => (Cell)run.Idle)]);
        play.Add("answered", $"**of {burst} more, answered within 5 s**", [.. all.Select(run => (Cell)run.Answered)]);
        play.Add("p99", "p99 of those", [.. all.Select(run => run.Answered == 0 ? "-" : Cell.Of(run.P99))]);
        play.Add("threads", "threads of the server", [.. all.Select(run => (Cell)run.Threads)]);
        play.Add("memory", "memory per idle connection", [.. all.Select(run => run.Idle == 0 ? "-" : Cell.Of(run.Memory / 1024.0 / run.Idle, "KiB", "F1"))]);
        play.Add("processor", "processor used while all are idle", [.. all.Select(run => Cell.Of(run.Processor * 100, "%", "F1"))]);
        play.Add("kept", "idle connections still open after the burst", [.. all.Select(run => (Cell)run.Kept)]);
        play.Add("warnings", "warnings that the limit is reached", [.. all.Select(run => (Cell)run.LimitWarnings)]);
        play.Shown.Add(("What the reference logged", "grep warn: of its output", string.Join('\n', reference.Warnings)));
        play.Claim("200 threads serve 200 connections, and the burst gets nothing", bounded.Idle == 200 && bounded.Answered == 0);
        play.Claim("a thread each takes as many threads as there are connections", unbounded.Threads > idle);
        play.Claim("the reference answers every one of the burst", reference.Answered == burst && reference.Idle == idle);
        play.Claim("the reference's threads do not grow with its connections", reference.Threads < 100);
        play.Claim("the reference says once that its limit is reached, and closes idle ones for the newcomers", reference.LimitWarnings == 1 && reference.Kept < idle && reference.Kept > idle / 2);
        play.Figure = Draw(all, idle, burst);

        Func<IPEndPoint, Task<RunningProgram>> NaiveAsync(params string[] threads) => async address =>
        {
            var program = RunningProgram.Naive(null, ["4", $"{address}", .. threads]);
            await program.LineAsync("listening", play.Cancellation);
            return program;
        };

        Func<IPEndPoint, Task<RunningProgram>> ReferenceAsync(int limit) => address =>
            RunningProgram.ServerAsync(null, $"{address.Address}", address.Port, play.Cancellation, "--Transport:MaxConnections", limit.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<Run> PlayAsync(Play play, string whom, int idle, int burst, Func<IPEndPoint, Task<RunningProgram>> startAsync, string path)
    {
        play.Say($"{idle:N0} idle clients, then {burst} more ({whom})");
        using var probe = Incidents.Tests.Stage.Loopback.Bound();
        var address = (IPEndPoint)probe.LocalEndPoint!;
        probe.Dispose();
        using var server = await startAsync(address);
        var clients = new List<Http>();
        var run = new Run();
        try
        {
            var before = server.Resident;
            while (clients.Count < idle && await TryAskAsync(play, address, path, TimeSpan.FromSeconds(2)) is var (client, _))
            {
                clients.Add(client);
            }

            run.Idle = clients.Count;
            await play.PauseAsync(1.2);
            run.Memory = server.Resident - before;
            run.Threads = server.Threads;
            var processor = server.Processor;
            await play.PauseAsync(play.IsShort ? 0.5 : 3);
            run.Processor = (server.Processor - processor) / TimeSpan.FromSeconds(play.IsShort ? 0.5 : 3);
            if (whom == "200 threads")
            {
                // The clients in the queue: connected, they believe.
                for (var i = 0; i < 150; i++)
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
                    patience.CancelAfter(200);
                    try
                    {
                        clients.Add(await Http.ConnectAsync(address, patience.Token));
                    }
                    catch (OperationCanceledException) when (!play.Cancellation.IsCancellationRequested)
                    {
                        break;
                    }
                }

                await play.ShowAsync("Full: connections by state, as the server's kernel has them", null, $"ss -Htan sport = :{address.Port} | awk '{{print $1}}' | sort | uniq -c");
                await play.ShowAsync("The queue (`Recv-Q`) and its limit (`Send-Q`)", null, $"ss -ltn sport = :{address.Port}");
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, burst).Select(_ => TryAskAsync(play, address, path, TimeSpan.FromSeconds(5))));
            var took = answers.Where(answer => answer is not null).Select(answer => answer!.Value.Took).Order().ToArray();
            run.Answered = took.Length;
            run.P99 = took.Length == 0 ? default : took[Math.Min(took.Length - 1, (int)(0.99 * took.Length))];
            await play.PauseAsync(1);
            run.Kept = clients.Take(run.Idle).Count(client => !client.Socket.Poll(0, SelectMode.SelectRead));
            run.Warnings = [.. server.Lines.Where(line => line.StartsWith("warn:", StringComparison.Ordinal))];
            Array.ForEach(answers, answer => answer?.Client.Dispose());
            return run;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    /// <summary>Connects and asks once; null where that did not come to an answer in time.</summary>
    private static async Task<(Http Client, TimeSpan Took)?> TryAskAsync(Play play, IPEndPoint server, string path, TimeSpan most)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
        patience.CancelAfter(most);
        var began = Stopwatch.StartNew();
        Http? client = null;
        try
        {
            client = await Http.ConnectAsync(server, patience.Token);
            if (await client.AskAsync(path, patience.Token) is not null)
            {
                return (client, began.Elapsed);
            }
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !play.Cancellation.IsCancellationRequested))
        {
            // Not answered.
        }

        client?.Dispose();
        return null;
    }

    private static ScottPlot.Plot Draw(Run[] runs, int idle, int burst)
    {
        var plot = Figures.New($"{idle:N0} idle connections, then {burst} new ones", "", "per cent");
        plot.Bars(
            [$"idle clients that are served", $"new clients that are answered"],
            ("200 threads, queue of 100", Figures.Naive, Heights(runs[0]), Labels(runs[0])),
            ($"a thread each: {runs[1].Threads:N0} threads", Figures.Third, Heights(runs[1]), Labels(runs[1])),
            ($"reference: {runs[2].Threads} threads", Figures.Reference, Heights(runs[2]), Labels(runs[2])));
        plot.Axes.SetLimitsY(0, 130);
        plot.ShowLegend(ScottPlot.Alignment.UpperLeft, ScottPlot.Orientation.Horizontal);
        return plot;

        double[] Heights(Run run) => [100.0 * run.Idle / idle, 100.0 * run.Answered / burst];
        string[] Labels(Run run) => [$"{run.Idle:N0}", $"{run.Answered:N0}"];
    }

    private sealed class Run
    {
        public int Idle { get; set; }

        public int Answered { get; set; }

        public TimeSpan P99 { get; set; }

        public int Threads { get; set; }

        public long Memory { get; set; }

        public double Processor { get; set; }

        public int Kept { get; set; }

        public string[] Warnings { get; set; } = [];

        public int LimitWarnings => Warnings.Count(line => line.Contains("limit of", StringComparison.Ordinal));
    }
}
