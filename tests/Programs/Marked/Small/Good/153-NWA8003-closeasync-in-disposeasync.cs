using System.Net.WebSockets;

namespace BlindC153G;

public sealed class Owned153G(WebSocket socket) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket is { State: WebSocketState.Open })
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
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
