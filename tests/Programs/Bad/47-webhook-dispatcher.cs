using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Webhooks;

public sealed record Delivery(Uri Target, string Json, string Signature);

public sealed class WebhookQueue
{
    private readonly Channel<Delivery> channel = Channel.CreateBounded<Delivery>(10_000);

    public ChannelReader<Delivery> Reader => channel.Reader;

    public ValueTask AddAsync(Delivery delivery, CancellationToken cancel) => channel.Writer.WriteAsync(delivery, cancel);
}

/// <summary>Calls the webhooks of the customers, eight at a time.</summary>
public sealed class WebhookDispatcher : BackgroundService
{
    private readonly WebhookQueue queue;
    private readonly IHttpClientFactoryLike clients;
    private readonly ILogger<WebhookDispatcher> logger;

    public WebhookDispatcher(WebhookQueue queue, IHttpClientFactoryLike clients, ILogger<WebhookDispatcher> logger)
    {
        this.queue = queue;
        this.clients = clients;
        this.logger = logger;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DispatchAsync(stoppingToken)));

    private async Task DispatchAsync(CancellationToken stop)
    {
        await foreach (var delivery in queue.Reader.ReadAllAsync(stop))
        {
            for (var attempt = 1; attempt <= 5; attempt++)
            {
                if (await PostAsync(delivery, stop))
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt)), stop);
            }
        }
    }

    private async Task<bool> PostAsync(Delivery delivery, CancellationToken stop)
    {
        var client = clients.Create("webhooks");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Target);
            request.Content = new StringContent(delivery.Json, Encoding.UTF8);
            request.Headers.Add("Content-Type", "application/json"); // BAD: media-type-throws
            request.Headers.Add("X-Signature", delivery.Signature);
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop); // BAD: response-not-disposed
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException e)
        {
            logger.LogWarning(e, "{Target}", delivery.Target);
            return false;
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}

public interface IHttpClientFactoryLike
{
    HttpClient Create(string name);
}
