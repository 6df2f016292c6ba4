namespace BlindC180G;

public sealed class Handlers180G
{
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(2) };

    public async Task<string> GetAsync(Uri uri, CancellationToken token)
    {
        using var http = new HttpClient(_handler, disposeHandler: false);
        return await http.GetStringAsync(uri, token);
    }
}
