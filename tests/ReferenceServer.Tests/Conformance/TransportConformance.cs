using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Conformance;

/// <summary>
/// What every transport under Kestrel promises. The names follow Kestrel's Sockets.FunctionalTests and Netty's transport test suite.
/// A new transport is a subclass that says how it is bound.
/// </summary>
public abstract class TransportConformance : IAsyncLifetime
{
    private TestedTransport _transport = null!;

    protected abstract ValueTask<TestedTransport> BindAsync();

    /// <summary>Bytes of the largest upload; past 2 GiB no counter of 32 bits is right any more.</summary>
    protected virtual long LargeUpload => 128L << 20;

    public async ValueTask InitializeAsync() => _transport = await BindAsync();

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Echo_what_is_sent_comes_back()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var echoing = EchoAsync(server);
        await client.Stream.WriteAsync("hello"u8.ToArray()).Bounded();
        Assert.Equal("hello", await ReadTextAsync(client, 5).Bounded());
        client.Dispose();
        await echoing.Bounded();
    }

    [Fact]
    public async Task Ids_are_unique()
    {
        var (one, firstClient) = await _transport.PairAsync().Bounded();
        var (two, secondClient) = await _transport.PairAsync().Bounded();
        Assert.NotEqual(one.ConnectionId, two.ConnectionId);
        Assert.NotEmpty(one.ConnectionId);
        await EndAsync(one, firstClient);
        await EndAsync(two, secondClient);
    }

    [Fact]
    public async Task Slicing_one_byte_at_a_time_arrives_in_order()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var echoing = EchoAsync(server);
        var sent = Enumerable.Range(0, 2000).Select(i => (byte)i).ToArray();
        var reading = ReadAsync(client, sent.Length);
        foreach (var one in sent)
        {
            await client.Stream.WriteAsync(new[] { one }).Bounded();
        }

        Assert.Equal(sent, await reading.Bounded());
        client.Dispose();
        await echoing.Bounded();
    }

    [Fact]
    public async Task LargeUpload_arrives_whole()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var sending = Task.Run(async () =>
        {
            var chunk = new byte[256 * 1024];
            for (var left = LargeUpload; left > 0;)
            {
                var now = (int)Math.Min(left, chunk.Length);
                chunk[0] = (byte)(left >> 18);
                await client.Stream.WriteAsync(chunk.AsMemory(0, now));
                left -= now;
            }

            client.EndSending();
        });
        var received = 0L;
        while (true)
        {
            var read = await server.Transport.Input.ReadAsync().Bounded();
            received += read.Buffer.Length;
            server.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await sending.Bounded();
        Assert.Equal(LargeUpload, received);
        await EndAsync(server, client);
    }

    [Fact]
    public async Task LargeDownload_is_read_as_it_was_written()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var sent = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        var writing = Task.Run(async () =>
        {
            await server.Transport.Output.WriteAsync(sent);
            await server.Transport.Output.CompleteAsync();
        });
        using var received = new MemoryStream();
        await client.Stream.CopyToAsync(received).Bounded();
        await writing.Bounded();
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
        await EndAsync(server, client);
    }

    [Fact]
    public async Task HalfClosed_by_the_peer_still_gets_its_answer()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        await client.Stream.WriteAsync("question"u8.ToArray()).Bounded();
        client.EndSending();
        var question = await ReadToEndAsync(server).Bounded();
        Assert.Equal("question", question);
        await Task.Delay(50); // it has long since seen the end
        await server.Transport.Output.WriteAsync("answer"u8.ToArray()).Bounded();
        Assert.Equal("answer", await ReadTextAsync(client, 6).Bounded());
        await EndAsync(server, client);
    }

    [Fact]
    public async Task ShutdownOutputBySelf_still_reads_the_peer()
    {
        Assert.SkipUnless(_transport.KeepsReadingAfterItsOwnEnd, "This transport closes both ways when its own output ends.");
        var (server, client) = await _transport.PairAsync().Bounded();
        await server.Transport.Output.WriteAsync("bye"u8.ToArray()).Bounded();
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("bye", await ReadTextAsync(client, 3).Bounded());
        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]).Bounded());
        await client.Stream.WriteAsync("heard"u8.ToArray()).Bounded();
        client.EndSending();
        Assert.Equal("heard", await ReadToEndAsync(server).Bounded());
        await EndAsync(server, client);
    }

    [Fact]
    public async Task Completing_the_output_sends_what_was_written_first()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        server.Transport.Output.Write("last words"u8);
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("last words", await ReadTextAsync(client, 10).Bounded());
        await EndAsync(server, client);
    }

    [Fact]
    public async Task Dispose_sends_what_was_written_first()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        server.Transport.Output.Write("last words"u8);
        await server.DisposeAsync().Bounded();
        Assert.Equal("last words", await ReadTextAsync(client, 10).Bounded());
        client.Dispose();
    }

    [Fact]
    public async Task Rst_by_the_peer_ends_the_read_with_an_error_and_fires_ConnectionClosed()
    {
        Assert.SkipUnless(_transport.KnowsResets, "This kind of socket knows no reset.");
        var (server, client) = await _transport.PairAsync().Bounded();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        client.Reset();
        var failure = await Record.ExceptionAsync(() => reading.Bounded());
        Assert.True(failure is IOException or OperationCanceledException, failure?.ToString() ?? "No exception: a reset looked like an end of stream.");
        await Patience.Until(() => server.ConnectionClosed.IsCancellationRequested, "ConnectionClosed fires");
        await server.DisposeAsync().Bounded();
    }

    [Fact]
    public async Task Write_after_a_reset_is_a_no_op()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        client.Reset();
        await Record.ExceptionAsync(() => reading.Bounded());
        var flushed = await WriteUntilCompletedAsync(server).Bounded();
        Assert.True(flushed.IsCompleted);
        await server.DisposeAsync().Bounded();
    }

    [Fact]
    public async Task Abort_is_seen_by_the_peer_and_fires_ConnectionClosed()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        server.Abort(new ConnectionAbortedException("test"));
        try
        {
            Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]).Bounded());
        }
        catch (IOException)
        {
            // A reset says the same, and louder.
        }

        await Patience.Until(() => server.ConnectionClosed.IsCancellationRequested, "ConnectionClosed fires");
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    [Fact]
    public async Task Abort_while_sending_ends_the_flush()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var flushing = FlushUntilFullAsync(server);
        Assert.True(await flushing.StillWaits());
        server.Abort(new ConnectionAbortedException("test"));
        await flushing.Bounded();
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    [Fact]
    public async Task Writability_a_peer_that_does_not_read_makes_the_flush_wait_until_it_does()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var sent = new byte[32 * 1024 * 1024];
        new Random(2).NextBytes(sent);
        var writing = Task.Run(async () => await server.Transport.Output.WriteAsync(sent));
        Assert.True(await writing.StillWaits());
        var received = await ReadAsync(client, sent.Length).Bounded();
        Assert.True(sent.AsSpan().SequenceEqual(received));
        await writing.Bounded();
        await EndAsync(server, client);
    }

    [Fact]
    public async Task AutoRead_an_application_that_does_not_read_makes_the_peer_wait_until_it_does()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var first = server.Transport.Input.ReadAsync().AsTask();
        var sent = new byte[32 * 1024 * 1024];
        var sending = Task.Run(async () =>
        {
            await client.Stream.WriteAsync(sent);
            client.EndSending();
        });
        Assert.True(await sending.StillWaits());
        var read = await first.Bounded();
        server.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
        Assert.Equal(sent.Length, await CountToEndAsync(server).Bounded());
        await sending.Bounded();
        await EndAsync(server, client);
    }

    [Fact]
    public async Task CancelPendingRead_wakes_the_reader_and_the_connection_goes_on()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        server.Transport.Input.CancelPendingRead();
        var read = await reading.Bounded();
        Assert.True(read.IsCanceled);
        server.Transport.Input.AdvanceTo(read.Buffer.End);
        var echoing = EchoAsync(server);
        await client.Stream.WriteAsync("on"u8.ToArray()).Bounded();
        Assert.Equal("on", await ReadTextAsync(client, 2).Bounded());
        client.Dispose();
        await echoing.Bounded();
    }

    [Fact]
    public async Task Many_a_thousand_connections_open_and_close_at_once()
    {
        const int Count = 1000;
        var serving = Task.Run(async () =>
        {
            var all = new List<Task>();
            for (var i = 0; i < Count; i++)
            {
                all.Add(EchoAsync((await _transport.Listener.AcceptAsync())!));
            }

            await Task.WhenAll(all);
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 250 }, async (i, _) =>
        {
            using var client = await _transport.ConnectAsync().Bounded();
            var text = i.ToString("D4");
            await client.Stream.WriteAsync(Encoding.ASCII.GetBytes(text)).Bounded();
            Assert.Equal(text, await ReadTextAsync(client, 4).Bounded());
        });
        await serving.Bounded();
    }

    [Fact]
    public async Task Unbind_while_accepting_ends_the_accept_with_null()
    {
        var accepting = _transport.Listener.AcceptAsync().AsTask();
        await _transport.Listener.UnbindAsync().Bounded();
        Assert.Null(await accepting.Bounded());
        Assert.Null(await _transport.Listener.AcceptAsync().Bounded());
    }

    [Fact]
    public async Task Unbind_refuses_later_connects()
    {
        await _transport.Listener.UnbindAsync().Bounded();
        await Assert.ThrowsAnyAsync<Exception>(() => _transport.ConnectAsync().Bounded());
    }

    [Fact]
    public async Task Unbind_leaves_open_connections_alone()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        var echoing = EchoAsync(server);
        await _transport.Listener.UnbindAsync().Bounded();
        await client.Stream.WriteAsync("still"u8.ToArray()).Bounded();
        Assert.Equal("still", await ReadTextAsync(client, 5).Bounded());
        client.Dispose();
        await echoing.Bounded();
    }

    [Fact]
    public async Task Unbind_serves_what_is_in_the_queue()
    {
        Assert.SkipUnless(_transport.ServesTheQueueAtUnbind, "This transport resets what waits in the queue.");
        var clients = new List<TestedClient>();
        for (var i = 0; i < 30; i++)
        {
            clients.Add(await _transport.ConnectAsync().Bounded());
            await clients[i].Stream.WriteAsync("q"u8.ToArray()).Bounded();
        }

        var unbinding = _transport.Listener.UnbindAsync().Bounded();
        var served = new List<Task>();
        while (await _transport.Listener.AcceptAsync().Bounded() is { } server)
        {
            served.Add(EchoAsync(server));
        }

        await unbinding;
        foreach (var client in clients)
        {
            Assert.Equal("q", await ReadTextAsync(client, 1).Bounded());
            client.Dispose();
        }

        await Task.WhenAll(served).Bounded();
        Assert.Equal(30, served.Count);
    }

    [Fact]
    public async Task Dispose_twice_is_dispose_once()
    {
        var (server, client) = await _transport.PairAsync().Bounded();
        await server.DisposeAsync().Bounded();
        await server.DisposeAsync().Bounded();
        client.Dispose();
        await _transport.Listener.DisposeAsync().Bounded();
        await _transport.Listener.DisposeAsync().Bounded();
    }

    private static async Task EchoAsync(ConnectionContext connection)
    {
        await using (connection)
        {
            try
            {
                await connection.Transport.Input.CopyToAsync(connection.Transport.Output);
            }
            catch (Exception end) when (end is IOException or OperationCanceledException)
            {
                // The peer cut it off.
            }
        }
    }

    private static async Task EndAsync(ConnectionContext server, TestedClient client)
    {
        await server.DisposeAsync().Bounded();
        client.Dispose();
    }

    private static async Task<byte[]> ReadAsync(TestedClient client, int count)
    {
        var bytes = new byte[count];
        await client.Stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<string> ReadTextAsync(TestedClient client, int count) => Encoding.ASCII.GetString(await ReadAsync(client, count));

    private static async Task<string> ReadToEndAsync(ConnectionContext server)
    {
        using var text = new MemoryStream();
        await server.Transport.Input.CopyToAsync(text);
        return Encoding.ASCII.GetString(text.ToArray());
    }

    private static async Task<long> CountToEndAsync(ConnectionContext server)
    {
        for (var count = 0L; ;)
        {
            var read = await server.Transport.Input.ReadAsync();
            count += read.Buffer.Length;
            server.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return count;
            }
        }
    }

    private static async Task<FlushResult> WriteUntilCompletedAsync(ConnectionContext server)
    {
        FlushResult flushed;
        do
        {
            flushed = await server.Transport.Output.WriteAsync("late"u8.ToArray());
            await Task.Delay(1);
        }
        while (!flushed.IsCompleted);
        return flushed;
    }

    private static async Task FlushUntilFullAsync(ConnectionContext server)
    {
        var chunk = new byte[64 * 1024];
        while (!(await server.Transport.Output.WriteAsync(chunk)).IsCompleted)
        {
        }
    }
}
