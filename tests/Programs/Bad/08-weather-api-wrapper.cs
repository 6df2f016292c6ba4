using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Weather;

public sealed record Forecast(string City, double Degrees);

public sealed class WeatherException(string message, HttpStatusCode? status = null) : Exception(message)
{
    public HttpStatusCode? Status { get; } = status;
}

/// <summary>What the station controllers use to ask for forecasts and to report their readings.</summary>
public sealed class WeatherApi
{
    private readonly Uri root;
    private readonly string key;

    public WeatherApi(Uri root, string key)
    {
        this.root = root;
        this.key = key;
    }

    public async Task<Forecast> ForecastAsync(string city, CancellationToken cancel)
    {
        using var http = Create(); // BAD: httpclient-per-request
        using var answer = await http.GetAsync(new Uri(root, $"forecast?city={Uri.EscapeDataString(city)}"), cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new WeatherException(answer.ReasonPhrase ?? "failed", answer.StatusCode);
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        return await JsonSerializer.DeserializeAsync<Forecast>(body, cancellationToken: cancel) ?? throw new WeatherException("empty");
    }

    public async Task ReportAsync(string station, double degrees, CancellationToken cancel)
    {
        var json = JsonSerializer.Serialize(new Forecast(station, degrees));
        using var http = Create();
        using var content = new StringContent(json, Encoding.UTF8, "application/json; charset=utf-8"); // BAD: media-type-throws
        using var answer = await http.PostAsync(new Uri(root, "readings"), content, cancel);
        answer.EnsureSuccessStatusCode();
    }

    private HttpClient Create()
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
