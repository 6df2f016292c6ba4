using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace Quotes;

public sealed record Ask(string Product, int Quantity);

public sealed record Offer(string Product, decimal Price);

/// <summary>Asks come as JSON documents over a connection that stays open; each gets an offer.</summary>
public sealed class QuoteService : BackgroundService
{
    private readonly Func<Ask, decimal> price;

    public QuoteService(Func<Ask, decimal> price) => this.price = price;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new TcpListener(IPAddress.Any, 4100);
        listener.Start();
        using var slots = new SemaphoreSlim(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            await slots.WaitAsync(stoppingToken);
            try
            {
                var client = await listener.AcceptTcpClientAsync(stoppingToken);
                _ = Task.Run(
                    async () =>
                    {
                        try
                        {
                            await ServeAsync(client, stoppingToken);
                        }
                        catch (Exception e) when (e is IOException or JsonException or OperationCanceledException)
                        {
                            Console.Error.WriteLine(e.Message);
                        }
                        finally
                        {
                            client.Dispose();
                            slots.Release();
                        }
                    },
                    CancellationToken.None);
            }
            catch (SocketException)
            {
                slots.Release();
                await Task.Delay(250, stoppingToken);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        var stream = client.GetStream();
        while (true)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop);
            idle.CancelAfter(TimeSpan.FromMinutes(5));
            var ask = await JsonSerializer.DeserializeAsync<Ask>(stream, cancellationToken: idle.Token); // BAD: read-to-end-of-open-connection
            if (ask is null)
            {
                return;
            }

            var offer = new Offer(ask.Product, price(ask));
            await JsonSerializer.SerializeAsync(stream, offer, cancellationToken: idle.Token);
        }
    }
}
