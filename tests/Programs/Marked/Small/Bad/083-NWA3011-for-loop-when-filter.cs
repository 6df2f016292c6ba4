using System.Net;
using System.Net.Sockets;

namespace BlindC083;

public static class Redial083
{
    public static async Task<TcpClient> OpenAsync(IPEndPoint server, CancellationToken token)
    {
        for (;;)
        {
            var client = new TcpClient();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(5000);
            try
            {
                await client.ConnectAsync(server, limit.Token); // ! NWA3011
                return client;
            }
            catch (Exception e) when (e is SocketException || !token.IsCancellationRequested)
            {
                client.Dispose();
            }
        }
    }
}
