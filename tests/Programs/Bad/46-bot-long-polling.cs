using System.Net.Http.Json;

namespace Bot;

public sealed record Update(long Id, string Text, long Chat);

/// <summary>A chat bot that asks its server for updates by long polling and answers them.</summary>
public sealed class PollingBot : IDisposable
{
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string root;
    private long offset;

    public PollingBot(string token) => root = $"https://bots.example.org/{token}/";

    public async Task RunAsync(Func<Update, string?> answer, CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var updates = await http.GetFromJsonAsync<Update[]>($"{root}updates?timeout=60&offset={offset}"); // BAD: missing-timeout
                failures = 0;
                foreach (var update in updates ?? [])
                {
                    offset = update.Id + 1;
                    if (answer(update) is { } text)
                    {
                        await SayAsync(update.Chat, text, stop);
                    }
                }
            }
            catch (HttpRequestException e)
            {
                Console.Error.WriteLine(e.Message);
                failures++; // BAD: reconnect-no-backoff
            }
            catch (TaskCanceledException) when (!stop.IsCancellationRequested)
            {
                Console.Error.WriteLine("no answer in time");
                await Task.Delay(1000, stop);
            }
        }
    }

    private async Task SayAsync(long chat, string text, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync($"{root}messages", new { chat, text }, stop);
        if (!answer.IsSuccessStatusCode)
        {
            Console.Error.WriteLine($"chat {chat}: {answer.StatusCode}");
        }
    }

    public void Dispose() => http.Dispose();
}
