using System.Net.WebSockets;

namespace BlindC109;

public static class CloseAll109
{
    public static void Say(List<WebSocket> sockets, byte[] text)
    {
        sockets.ForEach(async socket => // ! NWA4012
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.SendAsync(text, WebSocketMessageType.Text, true, limit.Token);
        });
    }
}
