using System.Net.WebSockets;
using System.Text;

namespace BlindC015;

public static class Notify015
{
    public static Task AllAsync(WebSocket socket, string[] lines, CancellationToken token) =>
        Task.WhenAll(lines.Select(l => socket.SendAsync(Encoding.UTF8.GetBytes(l), WebSocketMessageType.Text, true, token))); // ! NWA1009
}
