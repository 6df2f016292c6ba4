using System.Net.Sockets;

namespace BlindC028;

public static class Relay028
{
    public static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new ArraySegment<byte>(new byte[16384]);
        while (true)
        {
            using var idle = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            int n = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, idle.Token);
            if (n == 0) break;
            await to.SendAsync(buffer.AsMemory(), SocketFlags.None, idle.Token); // ! NWA2004
        }
        to.Shutdown(SocketShutdown.Send);
    }
}
