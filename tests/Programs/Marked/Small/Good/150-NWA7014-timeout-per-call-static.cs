namespace BlindC150G;

public static class Slow150G
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) });

    public static async Task<string> GetAsync(Uri uri, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        return await s_http.GetStringAsync(uri, limit.Token);
    }
}
