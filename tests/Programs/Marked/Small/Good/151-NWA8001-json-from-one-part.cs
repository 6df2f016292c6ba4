using System.Net.WebSockets;
using System.Text.Json;

namespace BlindC151G;

public static class Parts151G<T>
{
    public static async Task<T> NextAsync(WebSocket socket, CancellationToken token)
    {
        Memory<byte> buffer = new byte[4096];
        int have = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer[have..], token);
            if (part.MessageType == WebSocketMessageType.Close) return default;
            have += part.Count;
            if (part.EndOfMessage) return JsonSerializer.Deserialize<T>(buffer.Span[..have]);
            if (have == buffer.Length) throw new InvalidDataException("too long");
        }
    }
}
