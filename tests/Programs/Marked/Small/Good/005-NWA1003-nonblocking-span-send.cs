using System.Net;
using System.Net.Sockets;

namespace BlindC005G;

public struct Shipper005G
{
    private Socket _socket;

    public Shipper005G(Socket connected)
    {
        _socket = connected;
        _socket.Blocking = false;
    }

    public void Ship(ref Span<byte> data)
    {
        int sent = _socket.Send(data, SocketFlags.None, out SocketError error);
        if (error != SocketError.Success && error != SocketError.WouldBlock)
        {
            _socket.Dispose();
            throw new SocketException((int)error);
        }
        data = data[sent..];
    }
}
