using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Bad.RemoteControl;

public interface IRemoteControl : IAsyncDisposable
{
    Task<string> SendAsync(string command);
}

public sealed class RemoteControlClient : IRemoteControl
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _waiting = new();
    private readonly NetworkStream _stream;
    private int _id;

    private RemoteControlClient(NetworkStream stream)
    {
        _stream = stream;
        Listen();
    }

    public static async Task<IRemoteControl> OpenAsync(string host, int port, CancellationToken ct)
    {
        var addresses = await System.Net.Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, ct);
        if (addresses is not [var address, ..])
        {
            throw new ArgumentException(host);
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); // ! NWA5003
        await socket.ConnectAsync(address, port, ct); // ! NWA9012
        return new RemoteControlClient(new NetworkStream(socket, ownsSocket: true));
    }

    public async Task<string> SendAsync(string command)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _waiting.GetOrAdd(id, static _ => new TaskCompletionSource<string>());

        var head = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, id);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), command.Length); // ! NWA2007
        var sending = _stream.WriteAsync(head);
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command)); // ! NWA1009
        await sending;
        return await answer.Task; // ! NWA3004
    }

    private async void Listen() // ! NWA4012
    {
        var head = new byte[8];
        while (true)
        {
            await _stream.ReadExactlyAsync(head); // ! NWA3001
            var (id, length) = Decode(head);
            var body = new byte[length]; // ! NWA9001
            await _stream.ReadExactlyAsync(body);
            if (_waiting.TryRemove(id, out var answer))
            {
                answer.TrySetResult(Encoding.UTF8.GetString(body)); // ! NWA6008
            }
        }
    }

    private static (int Id, int Length) Decode(ReadOnlySpan<byte> head)
        => (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[4..]));

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
