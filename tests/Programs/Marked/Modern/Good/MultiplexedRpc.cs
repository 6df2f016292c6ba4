using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Blind.B.Good.MultiplexedRpc;

public sealed class RpcBrokenException(Exception? inner = null) : Exception("The connection has ended.", inner);

/// <summary>Many questions in flight over one connection; one loop reads, one gate writes, a ping proves the peer is there.</summary>
public sealed class MultiplexedRpc : IAsyncDisposable
{
    private const int MaxAnswer = 4 << 20;
    private const int PingId = 0;

    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]>> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IDuplexPipe _pipe;
    private readonly Task _reading;
    private readonly Task _pinging;
    private long _heard = Environment.TickCount64;
    private int _last;

    public MultiplexedRpc(IDuplexPipe pipe)
    {
        _pipe = pipe;
        _reading = ReadLoopAsync();
        _pinging = PingLoopAsync();
    }

    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> question, TimeSpan patience, CancellationToken ct)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        try
        {
            if (_end.IsCancellationRequested)
            {
                throw new RpcBrokenException();
            }

            await WriteAsync(id, question, ct);

            // Giving up on the answer leaves the reading loop alone: it drops what nobody waits for.
            return await answer.Task.WaitAsync(patience, ct);
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    private async ValueTask WriteAsync(int id, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            Compose(_pipe.Output, id, body.Span);
            var flushed = await _pipe.Output.FlushAsync(_end.Token);
            if (flushed.IsCompleted)
            {
                throw new RpcBrokenException();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static void Compose(PipeWriter output, int id, ReadOnlySpan<byte> body)
    {
        var span = output.GetSpan(8 + body.Length);
        BinaryPrimitives.WriteInt32BigEndian(span, id);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], body.Length);
        body.CopyTo(span[8..]);
        output.Advance(8 + body.Length);
    }

    private async Task ReadLoopAsync()
    {
        Exception? cause = null;
        try
        {
            while (true)
            {
                var result = await _pipe.Input.ReadAsync(_end.Token);
                Volatile.Write(ref _heard, Environment.TickCount64);
                var rest = TakeAnswers(result.Buffer);
                _pipe.Input.AdvanceTo(rest, result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception ex)
        {
            cause = ex;
        }

        await _end.CancelAsync();
        await _pipe.Input.CompleteAsync(cause);
        foreach (var waiting in _open.Values)
        {
            waiting.TrySetException(new RpcBrokenException(cause));
        }
    }

    private SequencePosition TakeAnswers(ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[8];
        while (buffer.Length >= 8)
        {
            buffer.Slice(0, 8).CopyTo(head);
            var (id, length) = (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[4..]));
            if (length is < 0 or > MaxAnswer)
            {
                throw new InvalidDataException($"An answer of {length} bytes.");
            }

            if (buffer.Length < 8 + length)
            {
                break;
            }

            if (id != PingId && _open.TryRemove(id, out var waiting))
            {
                waiting.TrySetResult(buffer.Slice(8, length).ToArray());
            }

            buffer = buffer.Slice(8 + length);
        }

        return buffer.Start;
    }

    private async Task PingLoopAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (Environment.TickCount64 - Volatile.Read(ref _heard) > 20_000)
                {
                    await _end.CancelAsync();
                    return;
                }

                await WriteAsync(PingId, default, _end.Token);
            }
        }
        catch (Exception ex) when (ex is OperationCanceledException or IOException or SocketException or RpcBrokenException)
        {
            await _end.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reading, _pinging);
        await _pipe.Output.CompleteAsync();
        _end.Dispose();
        _gate.Dispose();
    }
}
