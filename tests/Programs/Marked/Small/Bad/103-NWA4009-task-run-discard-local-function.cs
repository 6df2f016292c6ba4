using System.Net.Sockets;

namespace BlindC103;

public static class Server103
{
    public static async Task RunAsync(TcpListener listener, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _ = Task.Run(Serve, token); // ! NWA4009

            async Task Serve()
            {
                using var owned = client;
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                var four = new byte[4];
                await owned.GetStream().ReadExactlyAsync(four, limit.Token);
                await owned.GetStream().WriteAsync(four, limit.Token);
            }
        }
    }
}
