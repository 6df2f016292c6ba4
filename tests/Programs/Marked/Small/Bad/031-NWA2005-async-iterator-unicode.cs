using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace BlindC031;

public static class Texts031
{
    public static async IAsyncEnumerable<string> ReadAsync(Socket socket, [EnumeratorCancellation] CancellationToken token = default)
    {
        var memory = new byte[512].AsMemory();
        int n;
        while ((n = await socket.ReceiveAsync(memory, SocketFlags.None, token)) != 0)
            yield return Encoding.Unicode.GetString(memory.Span[..n]); // ! NWA2005
    }
}
