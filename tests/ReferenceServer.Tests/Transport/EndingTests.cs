using System;
using System.Buffers;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using ReferenceServer.Tests.Conformance;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Transport;

/// <summary>Why a connection ended is one value, and the right one.</summary>
public sealed class EndingTests
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Served_when_the_application_closes_first()
    {
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        await server.Transport.Output.WriteAsync("x"u8.ToArray()).Bounded();
        await server.DisposeAsync().Bounded();
        Assert.Equal(Ending.Served, EndingOf(server));
        client.Dispose();
    }

    [Fact]
    public async Task PeerClosed_when_the_peer_ends_first()
    {
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        client.Dispose();
        Assert.True((await server.Transport.Input.ReadAsync().Bounded()).IsCompleted);
        await server.DisposeAsync().Bounded();
        Assert.Equal(Ending.PeerClosed, EndingOf(server));
    }

    [Fact]
    public async Task PeerReset_when_the_peer_resets()
    {
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        client.Reset();
        await Assert.ThrowsAsync<ConnectionResetException>(() => reading.Bounded());
        Assert.Equal(Ending.PeerReset, EndingOf(server));
        await server.DisposeAsync().Bounded();
    }

    [Fact]
    public async Task Aborted_when_the_application_aborts()
    {
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        server.Abort();
        await server.DisposeAsync().Bounded();
        Assert.Equal(Ending.Aborted, EndingOf(server));
        client.Dispose();
    }

    [Fact]
    public async Task Idle_when_nothing_was_said()
    {
        await using var transport = await Bound.ToAsync(s_any, options => options.IdleTimeout = TimeSpan.FromSeconds(1));
        var (server, client) = await transport.PairAsync().Bounded();
        await Record.ExceptionAsync(() => server.Transport.Input.ReadAsync().Bounded());
        Assert.Equal(Ending.Idle, EndingOf(server));
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    [Theory]
    [InlineData(TransportThreads.Automatic)]
    [InlineData(TransportThreads.Runtime)]
    public async Task WriteDeadline_when_the_peer_does_not_read(TransportThreads threads)
    {
        await using var transport = await Bound.ToAsync(s_any, options => (options.WriteTimeout, options.Threads) = (TimeSpan.FromSeconds(1), threads));
        var (server, client) = await transport.PairAsync().Bounded();
        var chunk = new byte[256 * 1024];
        var writing = Task.Run(async () =>
        {
            while (!(await server.Transport.Output.WriteAsync(chunk)).IsCompleted)
            {
            }
        });
        await writing.Bounded();
        Assert.Equal(Ending.WriteDeadline, EndingOf(server));
        await Task.Delay(Timeout.Infinite, server.ConnectionClosed).ContinueWith(_ => { }, TaskScheduler.Default).Bounded();
        Assert.True(server.ConnectionClosed.IsCancellationRequested);
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    [Fact]
    public async Task Drained_when_the_server_ends()
    {
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        await transport.Listener.UnbindAsync().Bounded();
        await server.DisposeAsync().Bounded();
        Assert.Equal(Ending.Drained, EndingOf(server));
        client.Dispose();
    }

    [Fact]
    public async Task Evicted_the_one_idle_longest_makes_room_and_one_warning_says_so()
    {
        var log = new LogLines();
        await using var transport = await Bound.ToAsync(s_any, options => (options.MaxConnections, options.EvictableAfter) = (2, TimeSpan.Zero), log);
        var (first, firstClient) = await transport.PairAsync().Bounded();
        var reading = first.Transport.Input.ReadAsync().AsTask();
        await Task.Delay(50);
        var (second, secondClient) = await transport.PairAsync().Bounded();
        _ = second.Transport.Input.ReadAsync().AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        var (third, thirdClient) = await transport.PairAsync().Bounded();
        await Record.ExceptionAsync(() => reading.Bounded());
        Assert.Equal(Ending.Evicted, EndingOf(first));
        Assert.Equal(Ending.None, EndingOf(second));
        Assert.Equal(Ending.None, EndingOf(third));
        Assert.Single(log.Lines, line => line.Level == LogLevel.Warning);
        await first.DisposeAsync().Bounded();
        await second.DisposeAsync().Bounded();
        await third.DisposeAsync().Bounded();
        firstClient.Dispose();
        secondClient.Dispose();
        thirdClient.Dispose();
    }

    [Fact]
    public async Task Limit_busy_connections_stay_and_newcomers_are_refused_with_one_warning()
    {
        var log = new LogLines();
        await using var transport = await Bound.ToAsync(s_any, options => options.MaxConnections = 2, log);
        var (first, firstClient) = await transport.PairAsync().Bounded();
        var (second, secondClient) = await transport.PairAsync().Bounded();
        var accepting = transport.Listener.AcceptAsync().AsTask();
        for (var i = 0; i < 20; i++)
        {
            using var refused = await transport.ConnectAsync().Bounded();
            Assert.Equal(0, await refused.Stream.ReadAsync(new byte[1]).Bounded());
        }

        var warning = Assert.Single(log.Lines, line => line.Level == LogLevel.Warning);
        Assert.Contains("limit of 2 connections is reached: 2 are open", warning.Text);
        Assert.False(accepting.IsCompleted);
        await first.DisposeAsync().Bounded();
        using var admitted = await transport.ConnectAsync().Bounded();
        await (await accepting.Bounded())!.DisposeAsync().Bounded();
        await second.DisposeAsync().Bounded();
        firstClient.Dispose();
        secondClient.Dispose();
    }

    [Fact]
    public async Task Limit_per_client_leaves_room_for_others()
    {
        var log = new LogLines();
        await using var transport = await Bound.ToAsync(s_any, options => options.MaxConnectionsPerClient = 1, log);
        var (first, firstClient) = await transport.PairAsync().Bounded();
        var accepting = transport.Listener.AcceptAsync().AsTask();
        using (var refused = await transport.ConnectAsync().Bounded())
        {
            Assert.Equal(0, await refused.Stream.ReadAsync(new byte[1]).Bounded());
        }

        // Another address of this machine is another client.
        using var other = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await other.ConnectAsync(transport.Listener.EndPoint).Bounded();
        var accepted = await accepting.Bounded();
        Assert.Equal("127.0.0.2", ((IPEndPoint)accepted!.RemoteEndPoint!).Address.ToString());
        Assert.Contains("127.0.0.1", Assert.Single(log.Lines, line => line.Level == LogLevel.Warning).Text);
        await accepted.DisposeAsync().Bounded();
        await first.DisposeAsync().Bounded();
        firstClient.Dispose();
    }

    [Fact]
    public async Task LocalError_when_the_server_has_no_memory_for_the_input()
    {
        var log = new LogLines();
        await using var transport = await Bound.ToAsync(s_any, log: log, memory: new EmptyPool());
        var (server, client) = await transport.PairAsync().Bounded();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        await client.Stream.WriteAsync("x"u8.ToArray()).Bounded();
        await Assert.ThrowsAsync<OutOfMemoryException>(() => reading.Bounded());
        Assert.Equal(Ending.LocalError, EndingOf(server));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(server.ConnectionId, StringComparison.Ordinal));
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    [Fact]
    public async Task The_log_says_why()
    {
        var log = new LogLines();
        await using var transport = await Bound.ToAsync(s_any, log: log);
        var (server, client) = await transport.PairAsync().Bounded();
        client.Dispose();
        Assert.True((await server.Transport.Input.ReadAsync().Bounded()).IsCompleted);
        await server.DisposeAsync().Bounded();
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Debug && line.Text.Contains($"{server.ConnectionId} ended: PeerClosed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unread_input_does_not_cost_the_peer_its_answer()
    {
        // Kestrel's own transport resets here: the answer arrives or not, by chance, and a reset follows it.
        await using var transport = await Bound.ToAsync(s_any);
        var (server, client) = await transport.PairAsync().Bounded();
        var first = server.Transport.Input.ReadAsync().AsTask();
        await client.Stream.WriteAsync(new byte[4 * 1024 * 1024].AsMemory(0, 100_000)).Bounded();
        await first.Bounded();
        await server.Transport.Output.WriteAsync("answer"u8.ToArray()).Bounded();
        var disposing = server.DisposeAsync().AsTask();
        await client.Stream.WriteAsync(new byte[200_000]).Bounded();
        var text = new byte[6];
        await client.Stream.ReadExactlyAsync(text).Bounded();
        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]).Bounded());
        client.Dispose();
        await disposing.Bounded();
    }

    private sealed class EmptyPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
    {
        public override int MaxBufferSize => 4096;

        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => throw new OutOfMemoryException();

        protected override void Dispose(bool disposing)
        {
        }
    }

    private static Ending EndingOf(ConnectionContext connection) => connection.Features.Get<IConnectionEndingFeature>()!.Ending;
}
