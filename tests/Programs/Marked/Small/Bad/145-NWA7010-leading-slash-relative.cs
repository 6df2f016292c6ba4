namespace BlindC145;

public sealed class V2145
{
    private readonly HttpClient _http;

    public V2145(HttpClient http)
    {
        _http = http;
        _http.BaseAddress = new Uri("https://shop.example.org/api/v2/");
    }

    public Task<string> ItemsAsync(CancellationToken token) => _http.GetStringAsync("/items", token); // ! NWA7010
}
