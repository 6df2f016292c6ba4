using System.Net;
using System.Net.Sockets;

namespace BlindC005;

public struct Shipper005
{
    private Socket _socket;

    public Shipper005(Socket connected)
    {
        _socket = connected;
        _socket.Blocking = false;
    }

    public void Ship(ref Span<byte> data)
    {
        _socket.Send(data, SocketFlags.None); // ! NWA1003
        data = default;
    }
}
