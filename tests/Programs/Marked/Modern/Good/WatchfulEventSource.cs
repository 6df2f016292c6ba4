using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.WatchfulEvents;

public readonly record struct SourceEvent(string Type, string Data);

/// <summary>A server-sent event stream that may be quiet for thirty seconds, not for longer: the server sends comments.</summary>
public sealed class WatchfulEventSource(Uri endpoint, ILogger<WatchfulEventSource> log)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    private static readonly HttpClient s_http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async IAsyncEnumerable<SourceEvent> EventsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var failures = 0; ; failures = Math.Min(failures + 1, 6))
        {
            await using var events = OnceAsync(ct).GetAsyncEnumerator(ct);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (Exception ex) when (!ct.IsCancellationRequested && ex is HttpRequestException or IOException or OperationCanceledException)
                {
                    log.LogInformation(ex, "Event stream lost");
                    break;
                }

                failures = 0;
                yield return events.Current;
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, failures)) + TimeSpan.FromMilliseconds(Random.Shared.Next(500)), ct);
        }
    }

    private async IAsyncEnumerable<SourceEvent> OnceAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(ct);
        watchdog.CancelAfter(s_quiet);

        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint)
        {
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/event-stream") } },
        };
        using var response = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watchdog.Token);
        response.EnsureSuccessStatusCode();

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(watchdog.Token));
        var type = "message";
        List<string> data = [];
        while (await reader.ReadLineAsync(watchdog.Token) is { } line)
        {
            watchdog.CancelAfter(s_quiet);
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    // The consumer may take its time; only the server is watched.
                    watchdog.CancelAfter(Timeout.InfiniteTimeSpan);
                    yield return new SourceEvent(type, string.Join('\n', data));
                    watchdog.CancelAfter(s_quiet);
                }

                type = "message";
                data.Clear();
            }
            else if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                type = line["event:".Length..].Trim();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal) && data.Count < 1000)
            {
                data.Add(line["data:".Length..].TrimStart());
            }
        }
    }
}
