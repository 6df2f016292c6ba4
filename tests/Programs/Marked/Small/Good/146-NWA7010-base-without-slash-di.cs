using Microsoft.Extensions.DependencyInjection;

namespace BlindC146G;

public sealed class Client146G(HttpClient http)
{
    public Task<string> MeAsync(CancellationToken token) => http.GetStringAsync("me", token);
}

public static class Registration146G
{
    public static IServiceCollection AddShop146G(this IServiceCollection services)
    {
        services.AddHttpClient<Client146G>(static c => c.BaseAddress = new("https://shop.example.org/api/v1/"));
        return services;
    }
}
