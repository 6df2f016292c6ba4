namespace BlindC150;

public static class Slow150
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) });

    public static async Task<string> GetAsync(Uri uri, TimeSpan patience)
    {
        s_http.Timeout = patience; // ! NWA7014
        return await s_http.GetStringAsync(uri);
    }
}
