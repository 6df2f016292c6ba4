using System.Net;
using System.Net.Sockets;

namespace BlindC170G;

public static class Dial170G
{
    public static async Task<TcpClient> OpenAsync(string host, int port, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
            return client;
        }
        catch { client.Dispose(); throw; }
    }
}
