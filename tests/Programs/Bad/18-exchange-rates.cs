using System.Net;
using System.Net.Http.Json;

namespace Rates;

public sealed record Rate(string From, string To, decimal Value);

/// <summary>Exchange rates for the shop's prices, kept for a minute.</summary>
public static class ExchangeRates
{
    private static readonly HttpClient Http = new() { BaseAddress = new Uri("https://rates.example.org/v2/") }; // BAD: stale-dns-httpclient

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
        using var request = new HttpRequestMessage(HttpMethod.Get, $"rates/{from}/{to}");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var answer = await Http.SendAsync(request, cancel); // BAD: request-reused
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
