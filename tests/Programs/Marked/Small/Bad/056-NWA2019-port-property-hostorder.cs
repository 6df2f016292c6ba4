using System.Net;
using System.Net.Sockets;

namespace BlindC056;

public static class Ports056
{
    public static async Task AnnounceAsync(Socket socket, ushort port, CancellationToken token)
    {
        ushort wire = (ushort)IPAddress.HostToNetworkOrder(port); // ! NWA2019
        byte[] two = [(byte)wire, (byte)(wire >> 8)];
        await socket.SendAsync(two, SocketFlags.None, token);
    }
}
