using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.TickerFeed;

public readonly record struct Tick(string Symbol, decimal Price);

public sealed class TickerFeed(Uri endpoint, string[] symbols, ILogger<TickerFeed> log) : BackgroundService
{
    private ClientWebSocket _socket = new();

    public event EventHandler<Tick>? Ticked;

    public void Attach(IObservable<string> newSymbols) => newSymbols.Subscribe(new Forwarder(this));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _socket = new ClientWebSocket(); // ! NWA5005
                _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
                await _socket.ConnectAsync(endpoint, stoppingToken);
                await SubscribeAllAsync(stoppingToken);
                await foreach (var json in MessagesAsync(_socket, stoppingToken))
                {
                    Ticked?.Invoke(this, JsonSerializer.Deserialize<Tick>(json));
                }
            }
            catch (WebSocketException ex) // ! NWA3011
            {
                log.LogWarning(ex, "Feed lost");
            }
        }

        await _socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, null, stoppingToken); // ! NWA8003
    }

    private Task SubscribeAllAsync(CancellationToken ct)
    {
        var requests = from symbol in symbols
                       let bytes = Encoding.UTF8.GetBytes($$"""{"op":"subscribe","symbol":"{{symbol}}"}""")
                       select _socket.SendAsync(bytes, WebSocketMessageType.Text, true, ct);
        return Task.WhenAll(requests); // ! NWA1009
    }

    private static async IAsyncEnumerable<string> MessagesAsync(
        WebSocket socket,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var text = new StringBuilder();
        var chunk = new byte[8192];
        while (socket.State == WebSocketState.Open)
        {
            var result = await socket.ReceiveAsync(new ArraySegment<byte>(chunk), ct);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                yield break;
            }

            text.Append(Encoding.UTF8.GetString(chunk, 0, result.Count)); // ! NWA2005
            if (text.Length > 1_000_000)
            {
                throw new InvalidDataException("message too long");
            }

            if (result.EndOfMessage)
            {
                yield return text.ToString();
                text.Clear();
            }
        }
    }

    private sealed class Forwarder(TickerFeed feed) : IObserver<string>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => feed._socket.Abort();

        public async void OnNext(string value) // ! NWA4012
        {
            var bytes = Encoding.UTF8.GetBytes($$"""{"op":"subscribe","symbol":"{{value}}"}""");
            await feed._socket.SendAsync(bytes, WebSocketMessageType.Text, true, default);
        }
    }
}
