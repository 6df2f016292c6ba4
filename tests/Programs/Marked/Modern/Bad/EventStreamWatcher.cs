using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.EventStream;

public sealed record ServerEvent(string? Id, string Type, string Data);

public sealed class EventStreamWatcher(IConfigurationUrl url, ChannelWriter<ServerEvent> events, ILogger<EventStreamWatcher> log)
    : BackgroundService
{
    private string? _lastId;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            var http = new HttpClient(); // ! NWA7001
            try
            {
                await foreach (var e in StreamAsync(http, stoppingToken))
                {
                    await events.WriteAsync(e, stoppingToken);
                    _lastId = e.Id ?? _lastId;
                }
            }
            catch (HttpRequestException ex)
            {
                log.LogWarning(ex, "Event stream lost");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async IAsyncEnumerable<ServerEvent> StreamAsync(HttpClient http, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url.Current);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _lastId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct); // ! none: response not disposed
        response.EnsureSuccessStatusCode();

        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        var (id, type, data) = (default(string), "message", new List<string>());
        while (true)
        {
            var line = await reader.ReadLineAsync(); // ! NWA2002|NWA7004
            switch (line)
            {
                case "":
                    if (data.Count > 0)
                    {
                        yield return new ServerEvent(id, type, string.Join('\n', data));
                    }

                    type = "message";
                    data = [];
                    break;
                case ['i', 'd', ':', .. var value]:
                    id = value.Trim();
                    break;
                case ['e', 'v', 'e', 'n', 't', ':', .. var value]:
                    type = value.Trim();
                    break;
                case ['d', 'a', 't', 'a', ':', .. var value]:
                    data.Add(value.TrimStart());
                    break;
            }
        }
    }
}

public interface IConfigurationUrl
{
    Uri Current { get; }
}

public sealed class EventStreamProbe(IConfigurationUrl url)
{
    private readonly Lazy<HttpClient> _http = new(() => new HttpClient()); // ! NWA7002

    public async Task<bool> IsHealthyAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url.Current, "health"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Content-Type", "application/json"); // ! NWA7006
        using var response = await _http.Value.SendAsync(request);
        return response.IsSuccessStatusCode;
    }
}
