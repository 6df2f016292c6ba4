using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Benchmarks;

/// <summary>What is done to a server, each in one round; the figures are in the order of the scenario's rows.</summary>
internal static class Loads
{
    private const int Connections = 64;

    /// <summary>
    /// wrk on connections that stay: requests/s, processor time for a request, median and 99 % of the time to an answer, requests without one. Pipelined, the
    /// times are left out: wrk adds what it takes for omitted requests below the least time it has seen, and then finds no percentile (it says 0).
    /// </summary>
    public static async Task<double[]> KeepAliveAsync(ServerProcess server, string path, int depth, TimeSpan time)
    {
        await WrkAsync(server, path, depth, TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds, 1, 3)));
        var before = await server.ProcessorAsync();
        var figures = await WrkAsync(server, path, depth, time);
        var processor = await server.ProcessorAsync() - before;
        var (requests, microseconds) = (figures[0], figures[1]);
        double[] throughput = [requests / microseconds * 1e6, processor / requests];
        return depth == 1 ? [.. throughput, figures[2] / 1000, figures[3] / 1000, figures[4]] : [.. throughput, figures[4]];
    }

    /// <summary>ab with a connection for each request: the same figures.</summary>
    public static async Task<double[]> ChurnAsync(ServerProcess server, int atOnce, int requests)
    {
        await AbAsync(server, atOnce, Math.Max(atOnce, requests / 4));
        var before = await server.ProcessorAsync();
        var (rate, median, high, failed) = await AbAsync(server, atOnce, requests);
        var processor = await server.ProcessorAsync() - before;
        return [rate, processor / requests, median, high, failed];
    }

    /// <summary>Connections that were served once and then are silent: private memory and managed heap for each, in bytes.</summary>
    public static async Task<double[]> IdleAsync(ServerProcess server, int count)
    {
        List<Socket> idle = [];
        try
        {
            // What is made once for all connections is made by these.
            for (var i = 0; i < 64; i++)
            {
                idle.Add(Served(server));
            }

            var before = await server.MemoryAsync();
            for (var i = 0; i < count; i++)
            {
                idle.Add(Served(server));
            }

            var after = await server.MemoryAsync();
            return [(after.Private - before.Private) / count, (after.Heap - before.Heap) / count];
        }
        finally
        {
            idle.ForEach(static socket => socket.Dispose());
        }
    }

    /// <summary>
    /// Eight clients let handlers compute without a pause, and fifty times a second a trivial thing is asked: median and 99 % of the time from when
    /// the question was due. Fifty connections take turns, so that an answer within a second delays no other question.
    /// </summary>
    public static async Task<double[]> BurnAsync(ServerProcess server, string burning, TimeSpan time)
    {
        const int Burners = 8;
        const int Askers = 50;
        var pause = TimeSpan.FromSeconds(1);
        Ask(server, "/", static (socket, request) => Once(socket, request));
        using var over = new CancellationTokenSource();
        var burners = Enumerable.Range(0, Burners).Select(_ => OnThread(() => Ask(server, burning, (socket, request) =>
        {
            while (!over.IsCancellationRequested)
            {
                Once(socket, request);
            }
        }))).ToArray();
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        var took = new List<double>[Askers];
        var askers = Enumerable.Range(0, Askers).Select(i => OnThread(() => Ask(server, "/", (socket, request) =>
        {
            took[i] = [];
            var began = Stopwatch.StartNew();
            for (var due = pause * i / Askers; due < time; due += pause)
            {
                if (due - began.Elapsed is var early && early > TimeSpan.Zero)
                {
                    Thread.Sleep(early);
                }

                Once(socket, request);
                took[i].Add((began.Elapsed - due).TotalMilliseconds);
            }
        }))).ToArray();
        await Task.WhenAll(askers);
        await over.CancelAsync();
        await Task.WhenAll(burners);
        var sorted = took.SelectMany(static one => one).Order().ToArray();
        return [sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]];
    }

    private static Task OnThread(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Socket Served(ServerProcess server)
    {
        var socket = server.Connect();
        Once(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        return socket;
    }

    private static void Ask(ServerProcess server, string path, Action<Socket, byte[]> ask)
    {
        using var socket = server.Connect();
        ask(socket, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    /// <summary>One request and its whole answer, which ends with an exclamation mark.</summary>
    private static void Once(Socket socket, byte[] request)
    {
        socket.Send(request);
        Span<byte> answer = stackalloc byte[1024];
        for (var length = 0; length == 0 || answer[length - 1] != '!';)
        {
            var count = socket.Receive(answer[length..]);
            length += count > 0 ? count : throw new InvalidDataException("The server ended the connection.");
        }
    }

    private static async Task<double[]> WrkAsync(ServerProcess server, string path, int depth, TimeSpan time)
    {
        var seconds = Math.Max(1, (int)time.TotalSeconds);
        var output = await RunAsync("wrk", "wrk", "-t1", $"-c{Connections}", $"-d{seconds}", "-s", Path.Combine(AppContext.BaseDirectory, "report.lua"), $"http://127.0.0.1:{server.Port}{path}", "--", $"{depth}");
        var figures = output.Split('\n').Single(line => line.StartsWith("figures ", StringComparison.Ordinal));
        return [.. figures.Split(' ').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    private static async Task<(double Rate, double Median, double High, double Failed)> AbAsync(ServerProcess server, int atOnce, int requests)
    {
        var percentiles = Path.GetTempFileName();
        try
        {
            // -r: a reset is counted instead of ending the run. -s: seconds it waits for one answer.
            var output = await RunAsync("ab", "apache2-utils", "-q", "-r", "-s", "20", "-c", $"{atOnce}", "-n", $"{requests}", "-e", percentiles, $"http://127.0.0.1:{server.Port}/");
            var at = File.ReadLines(percentiles).Skip(1).Select(line => line.Split(',')).ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture));
            return (After("Requests per second:"), at["50"], at["99"], After("Failed requests:"));

            double After(string name) => double.Parse(
                output.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(percentiles);
        }
    }

    private static async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} is needed and not here: apt-get install {package}", missing);
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            try
            {
                var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
                await process.WaitForExitAsync();
                return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
            }
            catch (TimeoutException)
            {
                process.Kill();
                throw;
            }
        }
    }
}
