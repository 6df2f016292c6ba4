using System.Net;
using System.Net.Sockets;

namespace BlindC068;

public static class Ntp068
{
    public static byte[] Query(IPEndPoint server)
    {
        using var udp = new UdpClient(server.AddressFamily);
        udp.Connect(server);
        var request = new byte[48];
        request[0] = 0x1b;
        udp.Send(request, request.Length);
        IPEndPoint from = null;
        return udp.Receive(ref from); // ! NWA3003
    }
}
