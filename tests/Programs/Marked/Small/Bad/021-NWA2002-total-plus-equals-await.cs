using System.Net.Sockets;

namespace BlindC021;

public static class Body021
{
    public static async ValueTask ReadAsync(Socket socket, Memory<byte> body, CancellationToken token)
    {
        for (int have = 0; have < body.Length; have += await socket.ReceiveAsync(body[have..], SocketFlags.None, token)) // ! NWA2002
        {
        }
    }
}
