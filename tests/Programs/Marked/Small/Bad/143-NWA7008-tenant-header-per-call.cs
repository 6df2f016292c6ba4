namespace BlindC143;

public sealed class Tenant143(HttpClient http)
{
    public Task<string> LoadAsync(string tenant, CancellationToken token)
    {
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Tenant", tenant); // ! NWA7008
        return http.GetStringAsync("https://api.example.org/tenant", token);
    }
}
