using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;

namespace PulseRpc.Transport;

public enum PulseKind : byte { Ping, Pong, Request, Reply }

public sealed class PulseConnection : IAsyncDisposable
{
    private const int MaxFrame = 8 * 1024 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(35);

    private readonly ConcurrentDictionary<uint, TaskCompletionSource<byte[]>> _calls = new();
    private readonly Channel<byte[]> _outbox = Channel.CreateBounded<byte[]>(256);
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly Task[] _loops;
    private long _lastHeard = Environment.TickCount64;
    private uint _nextId;

    private PulseConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _loops = new[] { Task.Run(ReadLoop), Task.Run(WriteLoop), Task.Run(Watch) };
    }

    public static async Task<PulseConnection> ConnectAsync(string host, int port, TimeSpan timeout, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        return new PulseConnection(socket);
    }

    public async Task<byte[]> CallAsync(byte[] request, TimeSpan timeout, CancellationToken ct = default)
    {
        uint id = Interlocked.Increment(ref _nextId);
        var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = reply;
        try
        {
            await _outbox.Writer.WriteAsync(Frame(PulseKind.Request, id, request), ct).ConfigureAwait(false);
            return await reply.Task.WaitAsync(timeout, ct).ConfigureAwait(false);
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    private async Task ReadLoop()
    {
        try
        {
            byte[] head = new byte[9];
            while (true)
            {
                await _stream.ReadExactlyAsync(head, _stop.Token).ConfigureAwait(false);
                uint length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(5));
                if (length > MaxFrame) throw new InvalidDataException("frame too large");
                byte[] body = new byte[length];
                await _stream.ReadExactlyAsync(body, _stop.Token).ConfigureAwait(false);
                Volatile.Write(ref _lastHeard, Environment.TickCount64);
                uint id = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1));
                switch ((PulseKind)head[0])
                {
                    case PulseKind.Ping:
                        _outbox.Writer.TryWrite(Frame(PulseKind.Pong, id, Array.Empty<byte>()));
                        break;
                    case PulseKind.Reply when _calls.TryRemove(id, out TaskCompletionSource<byte[]> waiter):
                        waiter.TrySetResult(body);
                        break;
                }
            }
        }
        catch (Exception ex)
        {
            Shut(ex);
        }
    }

    private async Task WriteLoop()
    {
        try
        {
            await foreach (byte[] frame in _outbox.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await _stream.WriteAsync(frame, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ex)
        {
            Shut(ex);
        }
    }

    private async Task Watch()
    {
        try
        {
            using var timer = new PeriodicTimer(PingEvery);
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                long silent = Environment.TickCount64 - Volatile.Read(ref _lastHeard);
                if (silent > DeadAfter.TotalMilliseconds)
                {
                    Shut(new TimeoutException("peer has been silent for " + silent + " ms"));
                    return;
                }
                _outbox.Writer.TryWrite(Frame(PulseKind.Ping, 0, Array.Empty<byte>()));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Shut(Exception reason)
    {
        _outbox.Writer.TryComplete(reason);
        _stop.Cancel();
        foreach (TaskCompletionSource<byte[]> waiter in _calls.Values) waiter.TrySetException(reason);
        _socket.Dispose();
    }

    private static byte[] Frame(PulseKind kind, uint id, byte[] body)
    {
        byte[] frame = new byte[9 + body.Length];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), id);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), (uint)body.Length);
        body.CopyTo(frame, 9);
        return frame;
    }

    public async ValueTask DisposeAsync()
    {
        Shut(new ObjectDisposedException(nameof(PulseConnection)));
        await Task.WhenAll(_loops).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
