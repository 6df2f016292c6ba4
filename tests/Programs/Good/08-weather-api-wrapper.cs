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
    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(15) };

    public WeatherApi(Uri root, string key)
    {
        this.root = root;
        this.key = key;
    }

    public async Task<Forecast> ForecastAsync(string city, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, $"forecast?city={Uri.EscapeDataString(city)}");
        using var answer = await http.SendAsync(request, cancel);
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
        using var request = Request(HttpMethod.Post, "readings");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(root, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }
}
