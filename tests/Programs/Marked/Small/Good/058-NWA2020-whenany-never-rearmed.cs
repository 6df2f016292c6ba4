using System.Net.Sockets;

namespace BlindC058G;

public static class Wait058G
{
    public static async Task<byte[]> ForAsync(UdpClient udp, Func<byte[], bool> accept, CancellationToken token)
    {
        ValueTask<UdpReceiveResult> pending = udp.ReceiveAsync(token);
        Task<UdpReceiveResult> receive = pending.AsTask();
        while (true)
        {
            var datagram = await receive;
            if (accept(datagram.Buffer)) return datagram.Buffer;
            receive = udp.ReceiveAsync(token).AsTask();
        }
    }
}
