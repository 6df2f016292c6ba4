using System.Net;
using System.Net.Sockets;

namespace BlindC174;

public static class Discover174
{
    public static void Shout(int port)
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.SendTimeout = 1000;
        var everyone = new IPEndPoint(IPAddress.Broadcast, port);
        udp.SendTo("who?"u8, SocketFlags.None, everyone); // ! NWA9015
    }
}
