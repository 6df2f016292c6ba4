using System.Net.Sockets;

namespace BlindC072G;

public sealed class Meter072G
{
    private readonly Socket _socket;

    public Meter072G(Socket socket)
    {
        _socket = socket;
    }

    public async Task<int> SampleAsync()
    {
        var one = new byte[1];
        using var cts = new CancellationTokenSource(4000);
        int n = await _socket.ReceiveAsync(one, SocketFlags.None, cts.Token);
        return n == 0 ? throw new EndOfStreamException() : one[0];
    }
}
