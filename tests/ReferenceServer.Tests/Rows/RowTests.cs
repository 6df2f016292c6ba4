using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ReferenceServer.Tests.Conformance;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Tests.Transport;
using ReferenceServer.Transport;
using Cable = Incidents.Tests.Stage.Cable;

namespace ReferenceServer.Tests.Rows;

/// <summary>
/// What the transport promises to do better, each beside Kestrel's own transport as control. The figures are in the tests' output:
/// <c>dotnet test tests/ReferenceServer.Tests --filter FullyQualifiedName~Rows --logger "console;verbosity=detailed"</c>.
/// The control's figures are reported; only ours are judged.
/// </summary>
public sealed class RowTests(ITestOutputHelper output)
{
    // By hand, on a machine that is otherwise idle: a process without descriptors may be ended by its runtime before anybody can help it.
    [Fact(Explicit = true)]
    public async Task Out_of_descriptors_idles_warns_once_and_accepts_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptor limits are set with ulimit.");
        var control = await OutOfDescriptorsAsync("kestrel");
        var ours = await OutOfDescriptorsAsync("reference");
        output.WriteLine($"control {control}\nours    {ours}");
        Assert.True(ours.Cores < 0.25, $"{ours.Cores} cores were used while there was nothing to do.");
        Assert.Equal(1, ours.Warnings);
        Assert.True(ours.Alive);
        Assert.True(ours.ServedAgain < TimeSpan.FromSeconds(2), $"A waiting connection was served {ours.ServedAgain} after descriptors were free.");
    }

    [Fact]
    public async Task A_limit_that_descriptors_leave_no_room_for_is_said_at_the_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptor limits are set with ulimit.");
        using var sample = await Sample.StartAsync("reference", descriptors: 500, "--Transport:MaxConnections", "450");
        await Patience.Until(() => sample.Warnings() > 0, "the warning is written");
        var warning = Assert.Single(sample.Lines, line => line.StartsWith("warn:", StringComparison.Ordinal));
        Assert.Matches("MaxConnections is 450, but descriptors leave room for [0-9]+: the limit is 500, .* \\(`ulimit -n [0-9]+`\\)", warning);
    }

    [Fact]
    public async Task A_blocked_thread_pool_delays_no_open_connection_and_loses_no_answer()
    {
        var controlling = BlockedPoolAsync("kestrel", "block-pool");
        var ours = await BlockedPoolAsync("reference", "block-pool");
        var control = await controlling;
        output.WriteLine($"control {control}\nours    {ours}");
        Assert.True(ours.Ping < TimeSpan.FromSeconds(1), $"A request that needs no pool thread was answered after {ours.Ping}.");
        Assert.Equal(0, ours.Lost);
    }

    [Fact]
    public async Task Blocking_handlers_cost_threads_and_delay_nobody()
    {
        var controlling = BlockedPoolAsync("kestrel", "block");
        var ours = await BlockedPoolAsync("reference", "block");
        var control = await controlling;
        output.WriteLine($"control {control}\nours    {ours}");
        Assert.True(ours.Ping < TimeSpan.FromSeconds(1.5), $"A trivial request was answered after {ours.Ping}.");
        Assert.True(ours.All < TimeSpan.FromSeconds(6), $"All were answered after {ours.All}; blocked side by side they take 2 s.");
        Assert.Equal(0, ours.Lost);
    }

    [Fact]
    public async Task A_pulled_cable_is_noticed_while_sending()
    {
        using var cable = Cable.Lay();
        var ours = await NoticedAsync(cable, cable.OnFarHost(() => Bound.ToAsync(Cable.FarEnd, options =>
        {
            (options.KeepAliveTime, options.KeepAliveInterval, options.KeepAliveRetryCount) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3);
            options.UnacknowledgedDataTimeout = TimeSpan.FromSeconds(3);
        }).AsTask().GetAwaiter().GetResult()), sends: true);
        var control = await NoticedAsync(cable, cable.OnFarHost(ControlOnFarHost), sends: true);
        output.WriteLine($"control {control}\nours    {ours}");
        Assert.Equal(Ending.UnacknowledgedData, ours.Ending);
        Assert.True(ours.After < TimeSpan.FromSeconds(7), $"Noticed after {ours.After}.");
        Assert.True(ours.WritesFail);
    }

    [Fact]
    public async Task A_pulled_cable_is_noticed_while_idle()
    {
        using var cable = Cable.Lay();
        var ours = await NoticedAsync(cable, cable.OnFarHost(() => Bound.ToAsync(Cable.FarEnd, options =>
        {
            (options.KeepAliveTime, options.KeepAliveInterval, options.KeepAliveRetryCount) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3);
            options.UnacknowledgedDataTimeout = TimeSpan.FromSeconds(3);
        }).AsTask().GetAwaiter().GetResult()), sends: false);
        output.WriteLine($"ours    {ours}");
        Assert.Equal(Ending.KeepAliveLost, ours.Ending);
    }

    // By hand, on a machine that is otherwise idle: on a busy one first requests arrive after every patience.
    [Fact(Explicit = true)]
    public async Task A_server_that_stops_under_load_resets_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Stops by SIGTERM.");
        var controlling = StoppedAsync("kestrel");
        var ours = await StoppedAsync("reference");
        var control = await controlling;
        output.WriteLine($"control {control}\nours    {ours}");
        Assert.Equal(0, ours.Unanswered);
        Assert.True(ours.Answered > 0);
    }

    [Fact]
    public async Task At_the_connection_limit_idle_ones_make_room()
    {
        using var sample = await Sample.StartAsync("reference", more: ["--Transport:MaxConnections", "50"]);
        var idle = new List<Socket>();
        for (var i = 0; i < 50; i++)
        {
            idle.Add(sample.Connect());
            Assert.NotNull(await Sample.AskAsync(idle[i], "/hello"));
        }

        await Task.Delay(1200);
        for (var i = 0; i < 60; i++)
        {
            Assert.Contains("Hello", await sample.GetAsync("/hello") ?? "nothing");
        }

        await Patience.Until(() => sample.Warnings() > 0, "the warning is written");
        Assert.Equal(1, sample.Warnings());
        Assert.Contains("limit of 50 connections is reached", Assert.Single(sample.Lines, line => line.StartsWith("warn:", StringComparison.Ordinal)));
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Headers_that_do_not_come_end_the_connection_with_that_reason()
    {
        using var sample = await Sample.StartAsync("reference", more: ["--headers", "1", "--log", "Debug"]);
        using var slow = sample.Connect();
        await slow.SendAsync("GET /hello HTTP/1.1\r\nX-Slow: "u8.ToArray());
        var buffer = new byte[4096];
        var count = await slow.ReceiveAsync(buffer).Bounded();
        Assert.StartsWith("HTTP/1.1 408", System.Text.Encoding.ASCII.GetString(buffer, 0, count));
        await Patience.Until(() => sample.Lines.Any(line => line.Contains("ended: HeaderDeadline", StringComparison.Ordinal)), "the log says HeaderDeadline");
    }

    private static async Task<(double Cores, int Warnings, bool Alive, TimeSpan ServedAgain)> OutOfDescriptorsAsync(string transport)
    {
        using var sample = await Sample.StartAsync(transport, descriptors: 300);
        await sample.GetAsync("/pitfall/descriptors?ms=1");
        var warned = sample.Warnings();
        var holding = sample.GetAsync("/pitfall/descriptors?ms=4000");
        await Task.Delay(700);
        var waiting = Enumerable.Range(0, 5).Select(_ => sample.GetAsync("/hello")).ToArray();
        await Task.Delay(300);
        var before = sample.Processor;
        var watched = Stopwatch.StartNew();
        await Task.Delay(2000);
        var cores = (sample.Processor - before) / watched.Elapsed;
        await holding;
        var freed = Stopwatch.StartNew();
        await Task.WhenAll(waiting).Bounded();
        return (Math.Round(cores, 2), sample.Warnings() - warned, !sample.HasExited && waiting.All(one => one.Result?.Contains("Hello", StringComparison.Ordinal) == true), freed.Elapsed);
    }

    private static async Task<(TimeSpan Ping, TimeSpan All, int Lost)> BlockedPoolAsync(string transport, string pitfall)
    {
        const int Handlers = 16;
        using var sample = await Sample.StartAsync(transport);
        using var open = sample.Connect();
        Assert.NotNull(await Sample.AskAsync(open, "/hello"));
        var sockets = Enumerable.Range(0, Handlers).Select(_ => sample.Connect()).ToArray();
        foreach (var socket in sockets)
        {
            Assert.NotNull(await Sample.AskAsync(socket, "/hello"));
        }

        var began = Stopwatch.StartNew();
        var blocked = sockets.Select(socket => Task.Run(() => Sample.AskAsync(socket, $"/pitfall/{pitfall}?ms=2000"))).ToArray();
        await Task.Delay(300);
        var pinged = Stopwatch.StartNew();
        var pong = await Sample.AskAsync(open, "/hello");
        var ping = pinged.Elapsed;
        var answers = await Task.WhenAll(blocked).Bounded();
        Array.ForEach(sockets, socket => socket.Dispose());
        return (ping, began.Elapsed, answers.Append(pong).Count(answer => answer is null));
    }

    private static async Task<(Ending? Ending, TimeSpan After, bool WritesFail)> NoticedAsync(Cable cable, TestedTransport transport, bool sends)
    {
        await using var bound = transport;
        using var client = cable.OnNearHost(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(transport.Listener.EndPoint);
            return socket;
        });
        var server = (await transport.Listener.AcceptAsync().Bounded())!;
        var reading = server.Transport.Input.ReadAsync().AsTask();
        if (sends)
        {
            await server.Transport.Output.WriteAsync(new byte[1000]).Bounded();
        }

        await Task.Delay(200);
        cable.Cut();
        var cut = Stopwatch.StartNew();
        var limit = TimeSpan.FromSeconds(8);
        while (!server.ConnectionClosed.IsCancellationRequested && cut.Elapsed < limit)
        {
            if (sends)
            {
                await server.Transport.Output.WriteAsync(new byte[1000]).Bounded();
            }

            await Task.Delay(100);
        }

        var after = cut.Elapsed;
        var flushed = await server.Transport.Output.WriteAsync(new byte[1]).Bounded();
        await Record.ExceptionAsync(() => reading.WaitAsync(TimeSpan.FromSeconds(1)));
        cable.Restore();
        server.Abort();
        var ending = server.Features.Get<IConnectionEndingFeature>()?.Ending;
        await server.DisposeAsync().Bounded();
        return (ending, after, flushed.IsCompleted);
    }

    private static TestedTransport ControlOnFarHost() => new SocketTransport(
        new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance).BindAsync(Cable.FarEnd).AsTask().GetAwaiter().GetResult());

    private static async Task<(int Answered, int Refused, int Unanswered)> StoppedAsync(string transport)
    {
        using var sample = await Sample.StartAsync(transport);
        int answered = 0, refused = 0, unanswered = 0;
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Socket socket;
                try
                {
                    socket = sample.Connect();
                }
                catch (SocketException)
                {
                    // Refused is an answer: the client knows and goes elsewhere.
                    Interlocked.Increment(ref refused);
                    await Task.Delay(10);
                    continue;
                }

                using (socket)
                {
                    if ((await Sample.AskAsync(socket, "/hello", "close"))?.Contains("Hello", StringComparison.Ordinal) == true)
                    {
                        Interlocked.Increment(ref answered);
                    }
                    else
                    {
                        Interlocked.Increment(ref unanswered);
                    }
                }
            }
        })).ToArray();
        await Task.Delay(1000);
        sample.Terminate();
        await Task.Delay(1500);
        await stop.CancelAsync();
        await Task.WhenAll(clients).Bounded();
        return (answered, refused, unanswered);
    }
}
