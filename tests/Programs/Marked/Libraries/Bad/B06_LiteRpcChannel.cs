using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace LiteRpc.Core;

public sealed class RpcException : Exception
{
    public RpcException(string message) : base(message) { }
}

public interface IRpcTransport : IAsyncDisposable
{
    Stream Stream { get; }
}

public sealed class TcpRpcTransport : IRpcTransport
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private TcpRpcTransport(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public Stream Stream => _stream;

    public static async Task<TcpRpcTransport> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port, ct); // ! NWA5003
        return new TcpRpcTransport(socket);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

public abstract class RpcChannelBase : IAsyncDisposable
{
    private readonly SemaphoreSlim _writeLock = new(1, 1);

    protected RpcChannelBase(NetworkStream stream) => Stream = stream;

    protected NetworkStream Stream { get; }

    protected async Task WriteFrameAsync(int id, byte[] payload, CancellationToken ct)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, id);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), payload.Length);
        await _writeLock.WaitAsync(ct);
        await Stream.WriteAsync(header, ct); // ! NWA6006
        await Stream.WriteAsync(payload, ct);
        _writeLock.Release();
    }

    protected async Task<(int Id, byte[] Payload)> ReadFrameAsync()
    {
        byte[] header = new byte[8];
        await Stream.ReadExactlyAsync(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        byte[] payload = new byte[length]; // ! NWA9001
        await Stream.ReadExactlyAsync(payload); // ! NWA3001
        return (BinaryPrimitives.ReadInt32BigEndian(header), payload);
    }

    public virtual ValueTask DisposeAsync() => Stream.DisposeAsync();
}

public sealed class RpcChannel : RpcChannelBase
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]>> _pending = new();
    private int _nextId;

    public RpcChannel(NetworkStream stream) : base(stream) => Completion = Task.Run(ReadLoopAsync);

    public Task Completion { get; }

    public async Task<TResult> CallAsync<TArg, TResult>(string method, TArg argument, CancellationToken ct)
    {
        int id = Interlocked.Increment(ref _nextId);
        var completion = new TaskCompletionSource<byte[]>(); // ! NWA6008
        _pending[id] = completion;
        try
        {
            byte[] request = JsonSerializer.SerializeToUtf8Bytes(new { method, argument });
            await WriteFrameAsync(id, request, ct);
            byte[] reply = await completion.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
            return JsonSerializer.Deserialize<TResult>(reply);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    public void Notify(string method, object argument)
    {
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new { method, argument });
        byte[] framed = new byte[8 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(4), request.Length);
        request.CopyTo(framed, 8);
        _ = Stream.WriteAsync(framed, 0, framed.Length); // ! NWA1009
    }

    private async Task ReadLoopAsync()
    {
        try
        {
            while (true)
            {
                (int id, byte[] payload) = await ReadFrameAsync();
                if (_pending.TryRemove(id, out TaskCompletionSource<byte[]> waiter))
                {
                    waiter.TrySetResult(payload);
                }
            }
        }
        catch (Exception ex)
        {
            foreach (TaskCompletionSource<byte[]> waiter in _pending.Values)
            {
                waiter.TrySetException(new RpcException("connection lost: " + ex.Message));
            }
        }
    }
}
