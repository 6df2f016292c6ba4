using System.Net;
using System.Net.Sockets;

namespace BlindC174G;

public static class Discover174G
{
    public static void Shout(int port)
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.SendTimeout = 1000;
        udp.EnableBroadcast = true;
        var everyone = new IPEndPoint(IPAddress.Broadcast, port);
        udp.SendTo("who?"u8, SocketFlags.None, everyone);
    }
}
