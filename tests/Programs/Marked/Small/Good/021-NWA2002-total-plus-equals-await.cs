using System.Net.Sockets;

namespace BlindC021G;

public static class Body021G
{
    public static async ValueTask ReadAsync(Socket socket, Memory<byte> body, CancellationToken token)
    {
        for (int have = 0; have < body.Length;)
        {
            int n = await socket.ReceiveAsync(body[have..], SocketFlags.None, token);
            if (n == 0) throw new EndOfStreamException();
            have += n;
        }
    }
}
