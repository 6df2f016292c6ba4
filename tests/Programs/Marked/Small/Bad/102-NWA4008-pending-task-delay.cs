using System.Net.Sockets;

namespace BlindC102;

public static class PolledAccept102
{
    public static async Task RunAsync(TcpListener listener, Action<TcpClient> take, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            if (!listener.Pending()) // ! NWA4008
            {
                await Task.Delay(50, token);
                continue;
            }
            take(await listener.AcceptTcpClientAsync(token));
        }
    }
}
