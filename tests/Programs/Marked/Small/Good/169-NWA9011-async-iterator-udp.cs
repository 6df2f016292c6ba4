using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace BlindC169G;

public static class Datagrams169G
{
    public static async IAsyncEnumerable<byte[]> AllAsync(UdpClient udp, [EnumeratorCancellation] CancellationToken token = default)
    {
        while (!token.IsCancellationRequested)
        {
            UdpReceiveResult one;
            try { one = await udp.ReceiveAsync(token); }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset) { continue; }
            yield return one.Buffer;
            await udp.SendAsync("ok"u8.ToArray(), one.RemoteEndPoint, token);
        }
    }
}
