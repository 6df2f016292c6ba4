using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.WidgetHub;

public sealed record WidgetCommand(string Name, string? Target, JsonElement? Args);

public static class WidgetHubEndpoints
{
    public static void UseWidgetHub(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) }); // ! NWA8005
        app.MapWidgetHub();
    }

    public static IEndpointConventionBuilder MapWidgetHub(this IEndpointRouteBuilder routes)
        => routes.Map("/hub/{room}", async (HttpContext context, string room, WidgetHub hub) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                return Results.BadRequest();
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await hub.ServeAsync(room, socket, context.RequestAborted);
            return Results.Empty;
        });
}

public sealed class WidgetHub(ILogger<WidgetHub> log)
{
    private readonly ConcurrentDictionary<WebSocket, string> _sockets = new();

    public async Task ServeAsync(string room, WebSocket socket, CancellationToken aborted)
    {
        _sockets[socket] = room;
        var buffer = new byte[4096];
        try
        {
            for (;;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), aborted); // ! NWA8002
                var command = JsonSerializer.Deserialize<WidgetCommand>(buffer.AsSpan(0, received.Count)); // ! NWA8001
                await (command switch
                {
                    { Name: "say" } => BroadcastAsync(room, JsonSerializer.Serialize(command), aborted),
                    _ => Task.CompletedTask,
                });

                if (command is { Name: "bye" })
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None); // ! NWA8003
                    return;
                }
            }
        }
        catch (JsonException ex)
        {
            log.LogInformation(ex, "Bad command in {Room}", room);
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }

    private Task BroadcastAsync(string room, string text, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Task.WhenAll(_sockets
            .Where(pair => pair.Value == room)
            .Select(pair => pair.Key.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, ct))); // ! NWA3017|NWA1009
    }
}
