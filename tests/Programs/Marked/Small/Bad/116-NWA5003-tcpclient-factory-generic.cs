using System.Net.Sockets;

namespace BlindC116;

public sealed class Pool116<TKey>(Func<TKey, (string Host, int Port)> map)
{
    public async Task<TcpClient> OpenAsync(TKey key, CancellationToken token)
    {
        var (host, port) = map(key);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port, limit.Token); // ! NWA5003
        return client;
    }
}
