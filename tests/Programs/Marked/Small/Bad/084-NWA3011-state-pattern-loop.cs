using System.Net.WebSockets;

namespace BlindC084;

public sealed class Live084(Uri server)
{
    private ClientWebSocket _socket;

    public async Task EnsureAsync(CancellationToken token)
    {
        while (_socket is not { State: WebSocketState.Open })
        {
            _socket?.Dispose();
            _socket = new ClientWebSocket();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                await _socket.ConnectAsync(server, limit.Token); // ! NWA3011
            }
            catch (WebSocketException e)
            {
                Console.Error.WriteLine(e.Message);
            }
        }
    }
}
