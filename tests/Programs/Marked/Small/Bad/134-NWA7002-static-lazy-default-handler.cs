namespace BlindC134;

public static class Api134
{
    private static readonly Lazy<HttpClient> s_http = new(static () =>
        new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3) }) { BaseAddress = new("https://api.example.org/") }); // ! NWA7002

    public static Task<string> VersionAsync(CancellationToken token) => s_http.Value.GetStringAsync("version", token);
}
