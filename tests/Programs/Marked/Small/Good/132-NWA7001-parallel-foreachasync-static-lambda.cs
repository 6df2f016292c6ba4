namespace BlindC132G;

public static class Fetch132G
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    public static Task AllAsync(IEnumerable<Uri> uris, CancellationToken token) =>
        Parallel.ForEachAsync(uris, token, static async (uri, t) =>
        {
            Console.WriteLine((await s_http.GetStringAsync(uri, t)).Length);
        });
}
