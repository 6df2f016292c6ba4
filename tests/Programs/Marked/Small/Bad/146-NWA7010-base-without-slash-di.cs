using Microsoft.Extensions.DependencyInjection;

namespace BlindC146;

public sealed class Client146(HttpClient http)
{
    public Task<string> MeAsync(CancellationToken token) => http.GetStringAsync("me", token);
}

public static class Registration146
{
    public static IServiceCollection AddShop146(this IServiceCollection services)
    {
        services.AddHttpClient<Client146>(static c => c.BaseAddress = new("https://shop.example.org/api/v1")); // ! NWA7010
        return services;
    }
}
