using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Pipes;

/// <summary>What the connection's pipes do beyond <see cref="PipeConformance"/>: parts, threads, ends.</summary>
public sealed class ConnectionPipeTests
{
    private const int Total = 2_000_000;

    private readonly CountingPool _pool = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bytes_that_arrive_on_another_thread_are_read_in_order(int seed)
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        var sent = new byte[Total];
        new Random(seed).NextBytes(sent);
        var parts = new Random(seed + 100);
        connection.Wire.Part = count => parts.Next(1, count + 1);
        var arriving = Task.Run(async () =>
        {
            var random = new Random(seed + 200);
            for (var at = 0; at < Total;)
            {
                var count = Math.Min(random.Next(1, 9000), Total - at);
                connection.Wire.Arrive(sent.AsSpan(at, count));
                at += count;
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }

            connection.Wire.End();
        });
        var pieces = new Random(seed + 300);
        var got = 0;
        while (true)
        {
            var read = await connection.Reader.ReadAsync().Bounded();
            var piece = read.IsCompleted ? read.Buffer : read.Buffer.Slice(0, pieces.Next((int)read.Buffer.Length + 1));
            Assert.True(piece.ToArray().AsSpan().SequenceEqual(sent.AsSpan(got, (int)piece.Length)));
            got += (int)piece.Length;
            connection.Reader.AdvanceTo(piece.End, read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await arriving.Bounded();
        Assert.Equal(Total, got);
        await connection.Reader.WhenOverAsync().Bounded();
        Assert.Equal(0, _pool.Out);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bytes_that_are_taken_on_another_thread_leave_in_order(int seed)
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        var sent = new byte[Total];
        new Random(seed).NextBytes(sent);
        var parts = new Random(seed + 100);
        connection.Wire.Part = count => parts.Next(1, count + 1);
        var taking = Task.Run(async () =>
        {
            var random = new Random(seed + 200);
            for (var given = 0; given < Total;)
            {
                var room = Math.Min(random.Next(1, 9000), Total - given);
                connection.Wire.GiveRoom(room);
                given += room;
                await Task.Yield();
            }
        });
        var pieces = new Random(seed + 300);
        for (var at = 0; at < Total;)
        {
            var count = Math.Min(pieces.Next(1, 9000), Total - at);
            sent.AsSpan(at, count).CopyTo(connection.Writer.GetSpan(count));
            connection.Writer.Advance(count);
            at += count;
            if (pieces.Next(3) == 0)
            {
                Assert.False((await connection.Writer.FlushAsync().Bounded()).IsCompleted);
            }
        }

        await connection.Writer.CompleteAsync();
        await taking.Bounded();
        await connection.Writer.WhenOverAsync().Bounded();
        Assert.True(sent.AsSpan().SequenceEqual(connection.Wire.Taken));
        Assert.True(connection.Wire.HasEndedSending);
        Assert.Equal(0, _pool.Out);
    }

    [Fact]
    public async Task Memory_in_the_hands_of_the_writer_is_not_given_back_while_older_bytes_leave()
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        await connection.Writer.WriteAsync(new byte[] { 1 }).Bounded();
        var memory = connection.Writer.GetMemory(1);
        connection.Wire.GiveRoom(2);
        Assert.Equal([1], connection.Wire.Taken);
        memory.Span[0] = 2;
        connection.Writer.Advance(1);
        await connection.Writer.FlushAsync().Bounded();
        Assert.Equal([1, 2], connection.Wire.Taken);
        Assert.Equal(0, _pool.Out);
    }

    [Fact]
    public async Task Input_of_an_application_that_reads_no_more_is_thrown_away_to_its_end()
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        connection.StartReceiving();
        connection.Wire.Arrive(new byte[100_000]);
        Assert.True(connection.Wire.Left > 0); // it waits for the application
        await connection.Reader.CompleteAsync();
        connection.Wire.Arrive(new byte[100_000]);
        connection.Wire.End();
        await connection.Reader.WhenOverAsync().Bounded();
        Assert.Equal(0, connection.Wire.Left);
        Assert.True(connection.Reader.HasEnd);
        Assert.Equal(0, _pool.Out);
    }

    [Fact]
    public async Task An_end_of_the_connection_ends_both_pipes_and_gives_back_their_memory()
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        connection.StartReceiving();
        connection.Wire.Arrive(new byte[100_000]);
        var flushing = connection.Writer.WriteAsync(new byte[100_000]).AsTask();
        connection.End(new SocketException((int)SocketError.ConnectionReset));
        Assert.True((await flushing.Bounded()).IsCompleted);
        await Assert.ThrowsAsync<SocketException>(async () => await connection.Reader.ReadAsync());
        await connection.Reader.WhenOverAsync().Bounded();
        await connection.Writer.WhenOverAsync().Bounded();
        await connection.Reader.CompleteAsync();
        Assert.Equal(0, _pool.Out);
    }

    [Fact]
    public async Task The_write_deadline_counts_from_when_a_batch_began_to_leave()
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        Assert.Equal(0, connection.Writer.SendingSince);
        await connection.Writer.WriteAsync(new byte[100]).Bounded();
        var since = connection.Writer.SendingSince;
        Assert.NotEqual(0, since);
        await Task.Delay(50);
        await connection.Writer.WriteAsync(new byte[100]).Bounded();
        connection.Wire.GiveRoom(99);
        Assert.Equal(since, connection.Writer.SendingSince); // a part, and more to send, change nothing
        connection.Wire.GiveRoom(1);
        Assert.True(connection.Writer.SendingSince > since); // the next batch
        connection.Wire.GiveRoom(100);
        Assert.Equal(0, connection.Writer.SendingSince);
    }

    [Fact]
    public async Task An_exception_of_the_application_as_the_end_of_its_output_breaks_the_connection()
    {
        var connection = new FakeConnection(_pool, 16 * 1024);
        await connection.Writer.CompleteAsync(new FormatException());
        await connection.Writer.WhenOverAsync().Bounded();
        Assert.IsType<FormatException>(connection.Failure);
        Assert.False(connection.Wire.HasEndedSending);
    }

    [Fact]
    public async Task Aborted_while_threads_read_and_write_both_end_and_the_memory_is_back()
    {
        foreach (var round in Enumerable.Range(0, 200))
        {
            var connection = new FakeConnection(_pool, 16 * 1024);
            var reading = Task.Run(async () =>
            {
                try
                {
                    ReadResult read;
                    do
                    {
                        read = await connection.Reader.ReadAsync();
                        connection.Reader.AdvanceTo(read.Buffer.End);
                    }
                    while (!read.IsCompleted);
                }
                catch (SocketException)
                {
                    await connection.Reader.CompleteAsync();
                }
            });
            var writing = Task.Run(async () =>
            {
                while (!(await connection.Writer.WriteAsync(new byte[3000])).IsCompleted)
                {
                }

                await connection.Writer.CompleteAsync();
            });
            var moving = Task.Run(() =>
            {
                for (var i = 0; i < 100; i++)
                {
                    connection.Wire.Arrive(new byte[700]);
                    connection.Wire.GiveRoom(1900);
                }
            });
            await Task.Delay(round % 3);
            connection.End(new SocketException((int)SocketError.ConnectionReset));
            await Task.WhenAll(reading, writing, moving, connection.Reader.WhenOverAsync(), connection.Writer.WhenOverAsync()).Bounded();
            Assert.Equal(0, _pool.Out);
        }
    }
}
