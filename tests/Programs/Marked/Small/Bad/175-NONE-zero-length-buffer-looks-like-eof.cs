using System.Net.Sockets;

namespace BlindC175;

public static class Frames175
{
    public static async Task<byte[]> NextAsync(Socket socket, CancellationToken token)
    {
        var head = new byte[1];
        if (await socket.ReceiveAsync(head.AsMemory(), SocketFlags.None, token) == 0) return null;
        var body = new byte[head[0]];
        int have = 0;
        do
        {
            int n = await socket.ReceiveAsync(body.AsMemory(have), SocketFlags.None, token);
            if (n == 0) throw new EndOfStreamException(); // ! none: an empty body reads zero bytes and is taken for the end
            have += n;
        }
        while (have < body.Length);
        return body;
    }
}
