using System.Net;
using System.Net.Sockets;

namespace BlindC083G;

public static class Redial083G
{
    public static async Task<TcpClient> OpenAsync(IPEndPoint server, CancellationToken token)
    {
        for (int wait = 200; ; wait = Math.Min(wait * 2, 30000))
        {
            var client = new TcpClient();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(5000);
            try
            {
                await client.ConnectAsync(server, limit.Token);
                return client;
            }
            catch (Exception e) when (e is SocketException || !token.IsCancellationRequested)
            {
                client.Dispose();
            }
            await Task.Delay(wait + Random.Shared.Next(wait), token);
        }
    }
}
