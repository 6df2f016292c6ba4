namespace BlindC134G;

public static class Api134G
{
    private static readonly Lazy<HttpClient> s_http = new(static () =>
        new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3), PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = new("https://api.example.org/") });

    public static Task<string> VersionAsync(CancellationToken token) => s_http.Value.GetStringAsync("version", token);
}
