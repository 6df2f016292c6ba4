using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Rpc;

/// <summary>Many calls under way on one connection: [int32 length][int64 id][body].</summary>
public sealed class Multiplexer : IDisposable
{
    private const int MaxBody = 4 << 20;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<byte[]>> waiting = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource ended = new();
    private readonly NetworkStream stream;
    private long last;

    public Multiplexer(Socket connected)
    {
        connected.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        connected.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 20);
        connected.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        stream = new NetworkStream(connected, ownsSocket: true);
        _ = ReadAsync();
    }

    public async Task<byte[]> CallAsync(byte[] body, CancellationToken cancel)
    {
        var id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<byte[]>(); // BAD: inline-continuations
        waiting[id] = answer;
        try
        {
            var frame = new byte[12 + body.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(4), id);
            body.CopyTo(frame, 12);
            await writing.WaitAsync(cancel);
            try
            {
                await stream.WriteAsync(frame, ended.Token);
            }
            finally
            {
                writing.Release();
            }

            return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30), cancel);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    private async Task ReadAsync()
    {
        var header = new byte[12];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(header, ended.Token);
                var length = BinaryPrimitives.ReadInt32BigEndian(header);
                if (length > MaxBody)
                {
                    throw new InvalidDataException($"length {length}");
                }

                var body = new byte[length]; // BAD: unbounded-length-prefix
                await stream.ReadExactlyAsync(body, ended.Token);
                if (waiting.TryRemove(BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(4)), out var answer))
                {
                    answer.TrySetResult(body);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException)
        {
            Console.Error.WriteLine($"rpc: {e.Message}"); // BAD: waiters-never-told
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        stream.Dispose();
    }
}
