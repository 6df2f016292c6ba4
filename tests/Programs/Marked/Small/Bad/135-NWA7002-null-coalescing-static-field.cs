namespace BlindC135;

public class Tokens135
{
    private static HttpClient s_shared;

    protected static HttpClient Http => s_shared ??= new HttpClient { Timeout = TimeSpan.FromSeconds(20) }; // ! NWA7002

    public virtual Task<byte[]> KeysAsync(CancellationToken token) => Http.GetByteArrayAsync("https://login.example.org/keys", token);
}
