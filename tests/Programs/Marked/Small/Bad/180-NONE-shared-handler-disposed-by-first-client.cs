namespace BlindC180;

public sealed class Handlers180
{
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(2) };

    public async Task<string> GetAsync(Uri uri, CancellationToken token)
    {
        using var http = new HttpClient(_handler); // ! none: disposing the client disposes the shared handler
        return await http.GetStringAsync(uri, token);
    }
}
