using System.Net.Sockets;

namespace BlindC047;

public sealed class Rewind047
{
    private Stream _inner;

    public Rewind047(Socket socket) => _inner = new NetworkStream(socket, ownsSocket: true);

    public async Task<byte[]> PeekAsync(CancellationToken token)
    {
        var head = new byte[4];
        await _inner.ReadExactlyAsync(head, token);
        _inner.Position = 0; // ! NWA2014
        return head;
    }
}
