using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamDeck;

public sealed record Scene(string Name, bool Live);

/// <summary>Follows the scenes of a broadcasting program through its WebSocket.</summary>
public sealed class SceneFollower
{
    private readonly Uri uri;
    private readonly Action<Scene> changed;

    public SceneFollower(Uri uri, Action<Scene> changed)
    {
        this.uri = uri;
        this.changed = changed;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var attempt = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new ClientWebSocket();
                socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
                using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop))
                {
                    deadline.CancelAfter(TimeSpan.FromSeconds(10));
                    await socket.ConnectAsync(uri, deadline.Token);
                }

                attempt = 0;
                await FollowAsync(socket, stop);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"attempt {++attempt}: {e.Message}"); // BAD: reconnect-no-backoff
            }
        }
    }

    private async Task FollowAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                WebSocketReceiveResult result;
                do
                {
                    result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop);
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        return;
                    }

                    text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count)); // BAD: split-utf8
                }
                while (!result.EndOfMessage);

                if (JsonSerializer.Deserialize<Scene>(text.ToString()) is { } scene)
                {
                    changed(scene);
                }

                text.Clear();
            }
        }
        finally
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None); // BAD: missing-timeout
            }
        }
    }
}
