using System.Net;
using System.Net.Http.Json;

namespace Rates;

public sealed record Rate(string From, string To, decimal Value);

/// <summary>Exchange rates for the shop's prices, kept for a minute.</summary>
public static class ExchangeRates
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = new Uri("https://rates.example.org/v2/"),
        Timeout = TimeSpan.FromSeconds(5),
    };

    private static readonly Dictionary<string, (Rate Rate, DateTime Until)> Kept = new();

    public static async Task<decimal> ConvertAsync(decimal amount, string from, string to, CancellationToken cancel)
    {
        var rate = await RateAsync(from, to, cancel);
        return amount * rate.Value;
    }

    private static async Task<Rate> RateAsync(string from, string to, CancellationToken cancel)
    {
        var key = from + to;
        lock (Kept)
        {
            if (Kept.TryGetValue(key, out var kept) && kept.Until > DateTime.UtcNow)
            {
                return kept.Rate;
            }
        }

        var rate = await LoadAsync(from, to, cancel);
        lock (Kept)
        {
            Kept[key] = (rate, DateTime.UtcNow.AddMinutes(1));
        }

        return rate;
    }

    private static async Task<Rate> LoadAsync(string from, string to, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"rates/{from}/{to}");
                using var answer = await Http.SendAsync(request, cancel);
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadFromJsonAsync<Rate>(cancel) ?? throw new InvalidDataException();
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancel);
            }
        }
    }

    public static bool IsThrottled(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests;
}
