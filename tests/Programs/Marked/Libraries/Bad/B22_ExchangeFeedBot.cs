using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TradeFeed.Bot;

public sealed record Quote(string Symbol, decimal Bid, decimal Ask);

public interface IFeedHandler
{
    void OnQuote(Quote quote);
    void OnStatus(string status);
}

public abstract class WebSocketFeed
{
    protected ClientWebSocket Socket;
    private readonly Uri _uri;

    protected WebSocketFeed(Uri uri) => _uri = uri;

    protected abstract Task SubscribeAsync(CancellationToken ct);
    protected abstract void OnText(string text);

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            Socket = new ClientWebSocket(); // ! NWA5005
            Socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
            try
            {
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    limit.CancelAfter(TimeSpan.FromSeconds(15));
                    await Socket.ConnectAsync(_uri, limit.Token);
                }
                await SubscribeAsync(ct);
                await ReceiveAsync(ct);
            }
            catch (Exception ex) when (ex is WebSocketException or OperationCanceledException) // ! NWA3011
            {
                Console.Error.WriteLine("feed: " + ex.Message);
            }
        }
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
            silence.CancelAfter(TimeSpan.FromMinutes(1));
            WebSocketReceiveResult result = await Socket.ReceiveAsync(buffer, silence.Token); // ! NWA8002
            string text = Encoding.UTF8.GetString(buffer, 0, result.Count); // ! NWA8001
            OnText(text);
        }
    }

    protected Task SendTextAsync(string text, CancellationToken ct) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, ct);

    public async Task StopAsync()
    {
        if (Socket?.State == WebSocketState.Open)
        {
            await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None); // ! NWA8003
        }
        Socket?.Dispose();
    }
}

public sealed class QuoteFeed : WebSocketFeed
{
    private readonly ConcurrentDictionary<string, Quote> _latest = new();
    private readonly string[] _symbols;
    private readonly IFeedHandler _handler;

    public QuoteFeed(Uri uri, string[] symbols, IFeedHandler handler) : base(uri)
    {
        _symbols = symbols;
        _handler = handler;
    }

    public Quote this[string symbol] => _latest.TryGetValue(symbol, out Quote quote) ? quote : null;

    protected override async Task SubscribeAsync(CancellationToken ct)
    {
        await Task.WhenAll(_symbols.Select(symbol => // ! NWA1009
            SendTextAsync(JsonSerializer.Serialize(new { op = "subscribe", symbol }), ct)));
        _handler.OnStatus("subscribed");
    }

    protected override void OnText(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("s", out JsonElement symbol)) return;
        var quote = new Quote(
            symbol.GetString(),
            root.GetProperty("b").GetDecimal(),
            root.GetProperty("a").GetDecimal());
        _latest[quote.Symbol] = quote;
        _handler.OnQuote(quote);
    }
}
