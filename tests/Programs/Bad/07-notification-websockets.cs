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
        while (!cancel.IsCancellationRequested)
        {
            var result = await socket.ReceiveAsync(buffer, cancel); // BAD: ws-close-ignored
            var message = JsonSerializer.Deserialize<Subscribe>(buffer.AsSpan(0, result.Count)); // BAD: ws-endofmessage
            if (message is not null)
            {
                topics[socket] = message.Topic;
            }
        }
    }

    public static byte[] Encode(string topic, string text) => Encoding.UTF8.GetBytes($"{topic}: {text}");
}
