using System.Net;
using System.Net.Sockets;

namespace BlindC113;

public static class Wake113
{
    public static Task<int> SendAsync(byte[] magic, IPAddress subnet) =>
        new UdpClient { EnableBroadcast = true }.SendAsync(magic, magic.Length, new IPEndPoint(subnet, 9)); // ! NWA5001
}
