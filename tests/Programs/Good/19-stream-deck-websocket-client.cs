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
                Console.Error.WriteLine($"attempt {++attempt}: {e.Message}");
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(60, 1 << Math.Min(attempt, 6))), stop);
            }
        }
    }

    private async Task FollowAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[4096];
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

                    text.Append(chars, 0, decoder.GetChars(buffer, 0, result.Count, chars, 0, result.EndOfMessage));
                    if (text.Length > 100_000)
                    {
                        throw new WebSocketException("message too long");
                    }
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
                using var goodbye = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", goodbye.Token);
            }
        }
    }
}
