using System.Net;
using System.Net.Sockets;

namespace BlindC168;

public static class Tiny168
{
    public static string Read(Socket udp)
    {
        udp.ReceiveTimeout = 2000;
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Span<byte> buffer = stackalloc byte[256];
        int n = udp.ReceiveFrom(buffer, SocketFlags.None, ref from); // ! NWA9010
        return from + " " + Convert.ToHexString(buffer[..n]);
    }

    public static Socket Open(int port)
    {
        var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return udp;
    }
}
