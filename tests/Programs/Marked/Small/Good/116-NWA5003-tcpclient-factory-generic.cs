using System.Net.Sockets;

namespace BlindC116G;

public sealed class Pool116G<TKey>(Func<TKey, (string Host, int Port)> map)
{
    public async Task<TcpClient> OpenAsync(TKey key, CancellationToken token)
    {
        var (host, port) = map(key);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
