using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Notifications;

public sealed record Subscribe(string Topic);

/// <summary>Browsers subscribe to topics over a WebSocket.</summary>
public sealed class NotificationEndpoint
{
    private readonly ConcurrentDictionary<WebSocket, string> topics = new();

    public void Map(WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        app.Map("/notifications", HandleAsync);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await ListenAsync(socket, context.RequestAborted);
        }
        catch (WebSocketException)
        {
        }
        finally
        {
            topics.TryRemove(socket, out _);
        }
    }

    private async Task ListenAsync(WebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[1024];
        var message = new MemoryStream();
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
                return;
            }

            message.Write(buffer, 0, result.Count);
            if (message.Length > 64 * 1024)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, cancel);
                return;
            }

            if (!result.EndOfMessage)
            {
                continue;
            }

            var subscribe = JsonSerializer.Deserialize<Subscribe>(message.GetBuffer().AsSpan(0, (int)message.Length));
            message.SetLength(0);
            if (subscribe is not null)
            {
                topics[socket] = subscribe.Topic;
            }
        }
    }

    public static byte[] Encode(string topic, string text) => Encoding.UTF8.GetBytes($"{topic}: {text}");
}
