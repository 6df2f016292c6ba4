using System.Net;
using System.Net.Sockets;

namespace BlindC160G;

public sealed class Peer160G(UdpClient udp, IPEndPoint expected)
{
    public async Task<byte[]> NextAsync(CancellationToken token)
    {
        while (true)
        {
            UdpReceiveResult got;
            try { got = await udp.ReceiveAsync(token); }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset) { continue; }
            if (!got.RemoteEndPoint.Equals(expected)) continue;
            return got.Buffer;
        }
    }
}
