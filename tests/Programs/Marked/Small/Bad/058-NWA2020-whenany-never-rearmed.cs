using System.Net.Sockets;

namespace BlindC058;

public static class Wait058
{
    public static async Task<byte[]> ForAsync(UdpClient udp, Func<byte[], bool> accept, CancellationToken token)
    {
        ValueTask<UdpReceiveResult> pending = udp.ReceiveAsync(token);
        Task<UdpReceiveResult> receive = pending.AsTask();
        while (true)
        {
            var datagram = await receive; // ! NWA2020
            if (accept(datagram.Buffer)) return datagram.Buffer;
        }
    }
}
