using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace BlindC169;

public static class Datagrams169
{
    public static async IAsyncEnumerable<byte[]> AllAsync(UdpClient udp, [EnumeratorCancellation] CancellationToken token = default)
    {
        while (!token.IsCancellationRequested)
        {
            UdpReceiveResult one = await udp.ReceiveAsync(token); // ! NWA9011
            yield return one.Buffer;
            await udp.SendAsync("ok"u8.ToArray(), one.RemoteEndPoint, token);
        }
    }
}
