using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Pipes;

/// <summary>Two pipes, and the other ends of them.</summary>
public abstract class PipeStage
{
    public const int Limit = 16 * 1024;

    public abstract PipeReader Reader { get; }

    public abstract PipeWriter Writer { get; }

    /// <summary>Whether bytes are held back because the application has not read.</summary>
    public abstract bool IsPaused { get; }

    /// <summary>Blocks of memory held.</summary>
    public abstract int Blocks { get; }

    public abstract void Arrive(byte[] bytes);

    public abstract void End();

    public abstract void Reset();

    /// <summary>Takes up to so many bytes of what the application flushed; they stay taken if there are fewer now.</summary>
    public abstract Task<byte[]> TakeAsync(int count);

    /// <summary>Takes no more, for ever.</summary>
    public abstract void Leave();
}

/// <summary>
/// What an application may rely on of a connection's reader and writer. The reference is <see cref="Pipe"/>, which passes the same tests.
/// </summary>
public abstract class PipeConformance
{
    private readonly PipeStage _stage;

    protected PipeConformance(PipeStage stage) => _stage = stage;

    private PipeReader Reader => _stage.Reader;

    private PipeWriter Writer => _stage.Writer;

    [Fact]
    public async Task Read_waits_for_bytes()
    {
        var reading = Reader.ReadAsync();
        Assert.False(reading.IsCompleted);
        _stage.Arrive([1, 2, 3]);
        var read = await reading.Bounded();
        Assert.Equal([1, 2, 3], read.Buffer.ToArray());
        Assert.False(read.IsCompleted || read.IsCanceled);
    }

    [Fact]
    public async Task Read_gives_what_was_left_with_what_came()
    {
        _stage.Arrive([1, 2, 3]);
        var read = await Reader.ReadAsync().Bounded();
        Reader.AdvanceTo(read.Buffer.GetPosition(1), read.Buffer.End);
        var reading = Reader.ReadAsync();
        Assert.False(reading.IsCompleted); // all was examined
        _stage.Arrive([4]);
        Assert.Equal([2, 3, 4], (await reading.Bounded()).Buffer.ToArray());
    }

    [Fact]
    public async Task Read_does_not_wait_when_something_was_not_examined()
    {
        _stage.Arrive([1, 2, 3]);
        var read = await Reader.ReadAsync().Bounded();
        Reader.AdvanceTo(read.Buffer.Start, read.Buffer.GetPosition(2));
        var again = Reader.ReadAsync();
        Assert.True(again.IsCompleted);
        Assert.Equal([1, 2, 3], (await again.Bounded()).Buffer.ToArray());
    }

    [Fact]
    public async Task Read_over_many_blocks_in_pieces()
    {
        var sent = Bytes(14_000);
        _stage.Arrive(sent[..9000]);
        _stage.Arrive(sent[9000..]);
        using var got = new MemoryStream();
        while (got.Length < sent.Length)
        {
            var read = await Reader.ReadAsync().Bounded();
            var piece = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, 1000));
            got.Write(piece.ToArray());
            Reader.AdvanceTo(piece.End);
        }

        Assert.True(sent.AsSpan().SequenceEqual(got.ToArray()));
        Assert.False(Reader.TryRead(out _));
    }

    [Fact]
    public async Task End_comes_after_the_bytes()
    {
        var reading = Reader.ReadAsync();
        _stage.Arrive([1]);
        var read = await reading.Bounded();
        _stage.End();
        Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        read = await Reader.ReadAsync().Bounded();
        Assert.Equal([1], read.Buffer.ToArray());
        Assert.True(read.IsCompleted);
        Reader.AdvanceTo(read.Buffer.End);
        read = await Reader.ReadAsync().Bounded();
        Assert.True(read.IsCompleted && read.Buffer.IsEmpty);
        Reader.AdvanceTo(read.Buffer.End);
    }

    [Fact]
    public async Task Reset_makes_the_read_throw_each_time()
    {
        var reading = Reader.ReadAsync();
        _stage.Reset();
        await Assert.ThrowsAsync<SocketException>(() => reading.Bounded());
        await Assert.ThrowsAsync<SocketException>(async () => await Reader.ReadAsync());
        Assert.Throws<SocketException>(() => Reader.TryRead(out _));
    }

    [Fact]
    public async Task CancelPendingRead_wakes_the_read_once()
    {
        var reading = Reader.ReadAsync();
        Reader.CancelPendingRead();
        var read = await reading.Bounded();
        Assert.True(read.IsCanceled && read.Buffer.IsEmpty);
        Reader.AdvanceTo(read.Buffer.End);
        Assert.False(Reader.ReadAsync().IsCompleted);
    }

    [Fact]
    public async Task CancelPendingRead_without_a_read_is_for_the_next()
    {
        Reader.CancelPendingRead();
        _stage.Arrive([1]);
        var read = await Reader.ReadAsync().Bounded();
        Assert.True(read.IsCanceled);
        Reader.AdvanceTo(read.Buffer.Start);
        read = await Reader.ReadAsync().Bounded();
        Assert.False(read.IsCanceled);
        Assert.Equal([1], read.Buffer.ToArray());
    }

    [Fact]
    public async Task A_token_ends_the_read_and_the_next_one_works()
    {
        using var over = new CancellationTokenSource();
        var reading = Reader.ReadAsync(over.Token);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Bounded());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Reader.ReadAsync(over.Token));
        var again = Reader.ReadAsync();
        _stage.Arrive([7]);
        Assert.Equal([7], (await again.Bounded()).Buffer.ToArray());
    }

    [Fact]
    public async Task TryRead_never_waits()
    {
        Assert.False(Reader.TryRead(out _));
        _stage.Arrive([1, 2]);
        Assert.True(Reader.TryRead(out var read));
        Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.False(Reader.TryRead(out _));
        _stage.End();
        Assert.True(Reader.TryRead(out read));
        Assert.True(read.IsCompleted);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Misuse_of_the_reader_throws()
    {
        Assert.Throws<InvalidOperationException>(() => Reader.AdvanceTo(default));
        _stage.Arrive([1, 2, 3]);
        var read = await Reader.ReadAsync().Bounded();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Reader.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => Reader.AdvanceTo(read.Buffer.End, read.Buffer.Start));
        await Reader.CompleteAsync();
        await Reader.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Reader.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => Reader.AdvanceTo(default));
    }

    [Fact]
    public async Task An_application_that_does_not_read_makes_the_peer_wait_until_it_does()
    {
        var reading = Reader.ReadAsync();
        for (var i = 0; i < 6; i++)
        {
            _stage.Arrive(Bytes(4000));
        }

        Assert.True(_stage.IsPaused);
        var got = 0L;
        for (var read = await reading.Bounded(); ; read = await Reader.ReadAsync().Bounded())
        {
            got += read.Buffer.Length;
            Reader.AdvanceTo(read.Buffer.End);
            if (got == 24_000)
            {
                break;
            }
        }

        Assert.False(_stage.IsPaused);
    }

    [Fact]
    public async Task What_is_examined_and_kept_does_not_make_the_peer_wait()
    {
        var reading = Reader.ReadAsync();
        for (var i = 0; i < 10; i++)
        {
            _stage.Arrive(Bytes(4000));
            var read = await reading.Bounded();
            Assert.Equal((i + 1) * 4000, read.Buffer.Length);
            Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            Assert.False(_stage.IsPaused);
            reading = Reader.ReadAsync();
        }
    }

    [Fact]
    public async Task The_context_of_who_waits_goes_along()
    {
        var local = new AsyncLocal<int> { Value = 1 };
        var seen = new TaskCompletionSource<int>();
        var awaiter = Reader.ReadAsync().GetAwaiter();
        awaiter.OnCompleted(() => seen.SetResult(local.Value));
        local.Value = 2;
        _stage.Arrive([1]);
        Assert.Equal(1, await seen.Task.Bounded());
    }

    [Fact]
    public async Task Nothing_leaves_before_the_flush()
    {
        Writer.GetSpan(1)[0] = 1;
        Writer.Advance(1);
        Writer.GetMemory(1).Span[0] = 2;
        Writer.Advance(1);
        Assert.Equal(2, Writer.UnflushedBytes);
        var taking = _stage.TakeAsync(2);
        Assert.False(taking.IsCompleted);
        var flushed = await Writer.FlushAsync().Bounded();
        Assert.False(flushed.IsCompleted || flushed.IsCanceled);
        Assert.Equal([1, 2], await taking.Bounded());
        Assert.Equal(0, Writer.UnflushedBytes);
    }

    [Fact]
    public async Task A_write_larger_than_a_block_goes_through()
    {
        var sent = Bytes(12_345);
        sent.CopyTo(Writer.GetMemory(sent.Length));
        Writer.Advance(sent.Length);
        await Writer.FlushAsync().Bounded();
        Assert.Equal(sent, await _stage.TakeAsync(sent.Length).Bounded());
    }

    [Fact]
    public async Task Flush_waits_above_the_limit_until_half_is_taken()
    {
        var first = await Writer.WriteAsync(Bytes(PipeStage.Limit - 1)).Bounded();
        Assert.False(first.IsCompleted);
        var flushing = Writer.WriteAsync(Bytes(1)).AsTask();
        Assert.False(flushing.IsCompleted);
        await _stage.TakeAsync(PipeStage.Limit / 2).Bounded();
        Assert.False(flushing.IsCompleted);
        await _stage.TakeAsync(1).Bounded();
        Assert.False((await flushing.Bounded()).IsCompleted);
    }

    [Fact]
    public async Task CancelPendingFlush_wakes_the_flush_and_the_bytes_go_all_the_same()
    {
        var sent = Bytes(PipeStage.Limit);
        var flushing = Writer.WriteAsync(sent).AsTask();
        Writer.CancelPendingFlush();
        Assert.True((await flushing.Bounded()).IsCanceled);
        Assert.Equal(sent, await _stage.TakeAsync(sent.Length).Bounded());
        Assert.False((await Writer.WriteAsync(new byte[1]).Bounded()).IsCanceled);
        Writer.CancelPendingFlush();
        Assert.True((await Writer.WriteAsync(new byte[1]).Bounded()).IsCanceled);
    }

    [Fact]
    public async Task A_token_ends_the_flush_and_the_bytes_go_all_the_same()
    {
        using var over = new CancellationTokenSource();
        var sent = Bytes(PipeStage.Limit);
        var flushing = Writer.WriteAsync(sent, over.Token).AsTask();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.Bounded());
        Assert.Equal(sent, await _stage.TakeAsync(sent.Length).Bounded());
        Assert.False((await Writer.FlushAsync().Bounded()).IsCanceled);
    }

    [Fact]
    public async Task Complete_lets_the_rest_go()
    {
        Writer.Write(new byte[] { 1, 2 });
        await Writer.CompleteAsync();
        await Writer.CompleteAsync();
        Assert.Equal([1, 2], await _stage.TakeAsync(2).Bounded());
        Assert.Throws<InvalidOperationException>(() => Writer.GetMemory());
    }

    [Fact]
    public async Task Nobody_takes_and_the_flush_says_so()
    {
        var flushing = Writer.WriteAsync(Bytes(PipeStage.Limit)).AsTask();
        Assert.False(flushing.IsCompleted);
        _stage.Leave();
        Assert.True((await flushing.Bounded()).IsCompleted);
        Assert.True((await Writer.WriteAsync(new byte[1]).Bounded()).IsCompleted);
    }

    [Fact]
    public void Advance_beyond_the_memory_throws() =>
        Assert.ThrowsAny<Exception>(() => Writer.Advance(Writer.GetMemory(1).Length + 1));

    [Fact]
    public async Task Nothing_on_the_way_is_no_memory_held()
    {
        for (var i = 0; i < 3; i++)
        {
            var reading = Reader.ReadAsync();
            _stage.Arrive(Bytes(5000));
            var read = await reading.Bounded();
            while (read.Buffer.Length < 5000)
            {
                Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await Reader.ReadAsync().Bounded();
            }

            Reader.AdvanceTo(read.Buffer.End);
            await Writer.WriteAsync(Bytes(5000)).Bounded();
            await _stage.TakeAsync(5000).Bounded();
        }

        Assert.Equal(0, _stage.Blocks);
    }

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}

/// <summary>The reference.</summary>
public sealed class SystemPipeConformance() : PipeConformance(new SystemPipes())
{
    private sealed class SystemPipes : PipeStage
    {
        private readonly CountingPool _pool = new();
        private readonly Pipe _input;
        private readonly Pipe _output;
        private Task<FlushResult> _arriving = Task.FromResult(default(FlushResult));

        public SystemPipes()
        {
            var options = new PipeOptions(_pool, PipeScheduler.Inline, PipeScheduler.Inline, Limit, Limit / 2, useSynchronizationContext: false);
            (_input, _output) = (new Pipe(options), new Pipe(options));
        }

        public override PipeReader Reader => _input.Reader;

        public override PipeWriter Writer => _output.Writer;

        public override bool IsPaused => !_arriving.IsCompleted;

        public override int Blocks => _pool.Out;

        public override void Arrive(byte[] bytes) => _arriving = AfterAsync(_arriving, bytes);

        public override void End() => _input.Writer.Complete();

        public override void Reset() => _input.Writer.Complete(new SocketException((int)SocketError.ConnectionReset));

        public override async Task<byte[]> TakeAsync(int count)
        {
            var read = await _output.Reader.ReadAtLeastAsync(count);
            var taken = read.Buffer.Slice(0, count).ToArray();
            _output.Reader.AdvanceTo(read.Buffer.GetPosition(count));
            return taken;
        }

        public override void Leave() => _output.Reader.Complete();

        private async Task<FlushResult> AfterAsync(Task before, byte[] bytes)
        {
            await before;
            return await _input.Writer.WriteAsync(bytes);
        }
    }
}

/// <summary>Ours.</summary>
public sealed class ConnectionPipeConformance() : PipeConformance(new ConnectionPipes())
{
    private sealed class ConnectionPipes : PipeStage
    {
        private readonly CountingPool _pool = new();
        private readonly FakeConnection _connection;
        private int _taken;

        public ConnectionPipes()
        {
            _connection = new FakeConnection(_pool, Limit);
            _connection.StartReceiving();
        }

        public override PipeReader Reader => _connection.Reader;

        public override PipeWriter Writer => _connection.Writer;

        public override bool IsPaused => _connection.Wire.Left > 0;

        public override int Blocks => _pool.Out;

        public override void Arrive(byte[] bytes) => _connection.Wire.Arrive(bytes);

        public override void End() => _connection.Wire.End();

        public override void Reset() => _connection.Wire.End(SocketError.ConnectionReset);

        public override async Task<byte[]> TakeAsync(int count)
        {
            var until = _taken + count;
            _connection.Wire.GiveRoom(count);
            await Task.Yield();
            await Patience.Until(() => _connection.Wire.Taken.Length >= until, "the bytes leave");
            var taken = _connection.Wire.Taken[_taken..until];
            _taken = until;
            return taken;
        }

        public override void Leave() => _connection.End(new SocketException((int)SocketError.ConnectionReset));
    }
}
