using System.Net.WebSockets;
using System.Text.Json;

namespace BlindC151;

public static class Parts151<T>
{
    public static async Task<T> NextAsync(WebSocket socket, CancellationToken token)
    {
        Memory<byte> buffer = new byte[4096];
        var part = await socket.ReceiveAsync(buffer, token);
        if (part.MessageType == WebSocketMessageType.Close) return default;
        return JsonSerializer.Deserialize<T>(buffer.Span[..part.Count]); // ! NWA8001
    }
}
