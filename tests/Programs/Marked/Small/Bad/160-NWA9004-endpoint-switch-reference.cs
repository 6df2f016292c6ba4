using System.Net;
using System.Net.Sockets;

namespace BlindC160;

public sealed class Peer160(UdpClient udp, IPEndPoint expected)
{
    public async Task<byte[]> NextAsync(CancellationToken token)
    {
        while (true)
        {
            UdpReceiveResult got;
            try { got = await udp.ReceiveAsync(token); }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset) { continue; }
            if (got.RemoteEndPoint != expected) continue; // ! NWA9004
            return got.Buffer;
        }
    }
}
