using System.Net.WebSockets;
using System.Text;

namespace Pitfalls;

/// <summary>Hears of every trade of an exchange.</summary>
public sealed class TradeFeed(Uri exchange)
{
    /// <summary>Prints trades until the exchange's day ends.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(exchange, token);
        var buffer = new byte[4096];
        while (DateTime.UtcNow.Hour < 22)
        {
            // NWA8001: a trade of more than 4096 bytes comes in parts. NWA8002: the exchange says goodbye, and nobody answers.
            var part = await socket.ReceiveAsync(buffer, token);
            Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
    }

    /// <summary>Sends one order.</summary>
    public async Task OrderAsync(ReadOnlyMemory<byte> order, CancellationToken token)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(exchange, token);
        await socket.SendAsync(order, WebSocketMessageType.Binary, endOfMessage: true, token);

        // NWA8003: an exchange that does not answer keeps this waiting for ever.
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    }
}
