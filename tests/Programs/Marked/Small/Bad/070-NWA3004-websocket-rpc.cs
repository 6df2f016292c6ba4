using System.Net.WebSockets;
using System.Text;

namespace BlindC070;

public static class Rpc070
{
    public static async Task<bool> PingAsync(ClientWebSocket socket)
    {
        await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[128];
        int have = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(have), CancellationToken.None); // ! NWA3004
            if (part.MessageType == WebSocketMessageType.Close) return false;
            have += part.Count;
        }
        while (!part.EndOfMessage && have < buffer.Length);
        return Encoding.UTF8.GetString(buffer, 0, have) == "pong";
    }
}
