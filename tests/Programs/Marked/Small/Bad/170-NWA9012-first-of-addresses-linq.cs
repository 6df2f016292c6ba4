using System.Net;
using System.Net.Sockets;

namespace BlindC170;

public static class Dial170
{
    public static async Task<TcpClient> OpenAsync(string host, int port, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var all = await Dns.GetHostAddressesAsync(host, limit.Token);
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(all.First(), port, limit.Token); // ! NWA9012
            return client;
        }
        catch { client.Dispose(); throw; }
    }
}
