using System.Net.Sockets;

namespace BlindC059;

public sealed class Mux059(Socket socket)
{
    private readonly byte[] _buffer = new byte[1024];
    private Task<int> _receive;

    public async Task RunAsync(Action<ReadOnlyMemory<byte>> sink, CancellationToken token)
    {
        int n;
        do
        {
            _receive ??= socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, token).AsTask();
            n = await _receive; // ! NWA2020
            sink(_buffer.AsMemory(0, n));
        }
        while (n > 0);
    }
}
