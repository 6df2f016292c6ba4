using System.Net;
using System.Net.Sockets;

namespace BlindC056G;

public static class Ports056G
{
    public static async Task AnnounceAsync(Socket socket, ushort port, CancellationToken token)
    {
        byte[] two = [(byte)(port >> 8), (byte)port];
        await socket.SendAsync(two, SocketFlags.None, token);
    }
}
