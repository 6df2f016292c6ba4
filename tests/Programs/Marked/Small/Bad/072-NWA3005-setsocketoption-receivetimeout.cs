using System.Net.Sockets;

namespace BlindC072;

public sealed class Meter072
{
    private readonly Socket _socket;

    public Meter072(Socket socket)
    {
        _socket = socket;
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 4000); // ! NWA3005
    }

    public async Task<int> SampleAsync()
    {
        var one = new byte[1];
        int n = await _socket.ReceiveAsync(one, SocketFlags.None);
        return n == 0 ? throw new EndOfStreamException() : one[0];
    }
}
