using System.Net.WebSockets;

namespace BlindC153;

public sealed class Owned153(WebSocket socket) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket is { State: WebSocketState.Open })
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default); // ! NWA8003
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
