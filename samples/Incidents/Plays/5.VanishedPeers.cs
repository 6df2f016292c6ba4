using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Stage;
using Incidents.Tests.Stage;

namespace Incidents.Plays;

/// <summary>Incident 5: four ways in which a peer stops; how long each server goes on believing in it.</summary>
internal static class VanishedPeers
{
    private const int NaivePort = 7001, ReferencePort = 7002;

    public static async Task PlayAsync(Play play)
    {
        using var cable = Cable.Lay();
        var watch = TimeSpan.FromSeconds(play.IsShort ? 7 : 60);
        var closeWatch = TimeSpan.FromSeconds(play.IsShort ? 2 : 10);
        var (keepAlive, interval, unacknowledged) = play.IsShort ? (1, 1, 3) : (10, 5, 20);
        using var naive = RunningProgram.Naive(cable.FarHost, "5", $"{Cable.FarEnd.Address}:{NaivePort}");
        using var reference = await RunningProgram.ServerAsync(cable.FarHost, $"{Cable.FarEnd.Address}", ReferencePort, play.Cancellation,
            "--log", "Debug", "--Transport:KeepAliveTime", $"0:0:{keepAlive}", "--Transport:KeepAliveInterval", $"0:0:{interval}", "--Transport:UnacknowledgedDataTimeout", $"0:0:{unacknowledged}");
        await naive.LineAsync("listening", play.Cancellation);

        play.Say("a peer closes");
        var closed = (await CloseAsync(naive, NaivePort, "TEMPERATURE 21\n"), await CloseAsync(reference, ReferencePort, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));

        play.Say("a peer ends only its sending and waits for its answer");
        var answered = (await HalfCloseAsync(NaivePort, "REPORT\n"), await HalfCloseAsync(ReferencePort, "GET /burn?ms=500 HTTP/1.1\r\nHost: x\r\n\r\n"));

        play.Say($"two peers of each server vanish, one idle and one in the middle of a stream; watched for {watch.TotalSeconds} s");
        using var idleAtNaive = await SpeakAsync(NaivePort, "TEMPERATURE 21\n");
        using var streamedByNaive = await SpeakAsync(NaivePort, "ALARMS\n");
        using var idleAtReference = await SpeakAsync(ReferencePort, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
        using var streamedByReference = await SpeakAsync(ReferencePort, "GET /stream?seconds=600 HTTP/1.1\r\nHost: x\r\n\r\n");
        await play.PauseAsync(1);
        cable.Cut();
        var idle = Task.WhenAll(naive.WatchForAsync("has ended", watch, play.Cancellation), reference.WatchForAsync("ended: KeepAliveLost", watch, play.Cancellation));
        var streamed = Task.WhenAll(naive.WatchForAsync("has ended", watch, play.Cancellation), reference.WatchForAsync("ended: UnacknowledgedData", watch, play.Cancellation));
        await play.PauseAsync(Math.Min(watch.TotalSeconds / 3, 8));
        await play.ShowAsync($"{Math.Min(watch.TotalSeconds / 3, 8):F0} s after the cut, on the servers' host", cable.FarHost, "ss -tno");
        await play.ShowAsync("The same in the words of netstat", cable.FarHost, "netstat -tno");
        await Task.WhenAll(idle, streamed);
        await play.ShowAsync($"{watch.TotalSeconds:F0} s after it", cable.FarHost, "ss -tno");
        cable.Restore();

        play.Add("closed", "peer has closed: noticed after", Shown(closed.Item1, closeWatch), Shown(closed.Item2, closeWatch));
        play.Add("half-closed", "peer has ended its sending: gets its answer", Cell.Of(answered.Item1), Cell.Of(answered.Item2));
        play.Add("idle", "cable pulled while idle: noticed after", Shown(idle.Result[0], watch), Shown(idle.Result[1], watch));
        play.Add("streaming", "cable pulled while the server sends: noticed after", Shown(streamed.Result[0], watch), Shown(streamed.Result[1], watch));
        var bound = TimeSpan.FromSeconds(Math.Max(keepAlive + (3 * interval), unacknowledged) + 2);
        play.Claim("the naive server believed in peers that had closed and peers that had vanished, as long as one cared to watch", closed.Item1 is null && idle.Result[0] is null && streamed.Result[0] is null);
        play.Claim("the naive server left the half-closed peer without its answer; the reference gave it", !answered.Item1 && answered.Item2);
        play.Claim($"the reference noticed each vanished peer within its bound of {bound.TotalSeconds} s", idle.Result[1] < bound && streamed.Result[1] < bound);
        play.Claim("the reference noticed the closed peer at once", closed.Item2 < TimeSpan.FromSeconds(2));
        play.Figure = Draw(watch, [closed, (idle.Result[0], idle.Result[1]), (streamed.Result[0], streamed.Result[1])]);

        async Task<Socket> SpeakAsync(int port, string words)
        {
            var socket = cable.OnNearHost(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            using var peer = await Http.ConnectAsync(new IPEndPoint(Cable.FarEnd.Address, port), play.Cancellation, socket);
            await peer.SendAsync(words, play.Cancellation);
            peer.Keep();
            return socket;
        }

        async Task<TimeSpan?> CloseAsync(RunningProgram server, int port, string words)
        {
            using var socket = await SpeakAsync(port, words);
            await play.PauseAsync(0.5);
            var noticed = server.WatchForAsync("ended", closeWatch, play.Cancellation);
            socket.Dispose();
            return await noticed;
        }

        async Task<bool> HalfCloseAsync(int port, string words)
        {
            using var socket = await SpeakAsync(port, words);
            socket.Shutdown(SocketShutdown.Send);
            using var late = System.Threading.CancellationTokenSource.CreateLinkedTokenSource(play.Cancellation);
            late.CancelAfter(TimeSpan.FromSeconds(5));
            return await socket.ReceiveAsync(new byte[4096], late.Token) > 0;
        }
    }

    private static Cell Shown(TimeSpan? noticed, TimeSpan watched) =>
        noticed is { } after ? Cell.Of(after) : new Cell(string.Create(CultureInfo.InvariantCulture, $"never (watched {watched.TotalSeconds:F0} s)"), double.PositiveInfinity);

    private static ScottPlot.Plot Draw(TimeSpan watched, (TimeSpan? Naive, TimeSpan? Reference)[] noticed)
    {
        var plot = Figures.New("How long each server believes in a peer that is gone", "", "seconds");
        plot.Bars(
            ["peer has closed", "cable pulled, idle", "cable pulled, server sends"],
            ("naive", Figures.Naive, Heights(pair => pair.Naive), Labels(pair => pair.Naive)),
            ("reference", Figures.Reference, Heights(pair => pair.Reference), Labels(pair => pair.Reference)));
        plot.Axes.SetLimitsY(0, watched.TotalSeconds * 1.25);
        plot.ShowLegend(ScottPlot.Alignment.UpperRight, ScottPlot.Orientation.Horizontal);
        return plot;

        double[] Heights(Func<(TimeSpan? Naive, TimeSpan? Reference), TimeSpan?> which) => [.. noticed.Select(pair => (which(pair) ?? watched).TotalSeconds)];
        string[] Labels(Func<(TimeSpan? Naive, TimeSpan? Reference), TimeSpan?> which) => [.. noticed.Select(pair => which(pair) is { } after ? Cell.Of(after).Shown : "still believes")];
    }
}
