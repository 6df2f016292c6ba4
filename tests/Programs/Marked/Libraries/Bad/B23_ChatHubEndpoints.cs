using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PlainChat.Web;

public sealed class ChatMember
{
    public Guid Id { get; } = Guid.NewGuid();
    public string Name { get; init; }
    public WebSocket Socket { get; init; }
}

public sealed class ChatEnvelope
{
    public string From { get; set; }
    public string Text { get; set; }
}

public sealed class ChatRoom
{
    private readonly List<ChatMember> _members = new();
    private readonly ILogger<ChatRoom> _logger;

    public ChatRoom(ILogger<ChatRoom> logger) => _logger = logger;

    public int Count => _members.Count;

    public async Task ServeAsync(ChatMember member, CancellationToken aborted)
    {
        _members.Add(member); // ! NWA4014
        try
        {
            while (member.Socket.State == WebSocketState.Open)
            {
                string text = await ReceiveTextAsync(member.Socket, aborted);
                if (text == null) break;
                await BroadcastAsync(new ChatEnvelope { From = member.Name, Text = text });
            }
        }
        finally
        {
            _members.Remove(member);
            await member.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, aborted); // ! NWA8003
        }
    }

    private static async Task<string> ReceiveTextAsync(WebSocket socket, CancellationToken aborted)
    {
        byte[] buffer = new byte[2048];
        var text = new StringBuilder();
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
            if (result.MessageType == WebSocketMessageType.Close) return null;
            text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count)); // ! NWA2005
            if (result.EndOfMessage) return text.ToString(); // ! NWA8004
        }
    }

    public async Task BroadcastAsync(ChatEnvelope envelope)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(envelope);
        foreach (ChatMember member in _members.ToArray())
        {
            try
            {
                await member.Socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None); // ! NWA3017
            }
            catch (WebSocketException ex)
            {
                _logger.LogInformation(ex, "member {Name} is gone", member.Name);
                member.Socket.Abort();
            }
        }
    }
}

public static class ChatEndpoints
{
    public static IServiceCollection AddPlainChat(this IServiceCollection services) => services.AddSingleton<ChatRoom>();

    public static WebApplication MapPlainChat(this WebApplication app, string pattern = "/chat")
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.Map(pattern, async (HttpContext context, ChatRoom room) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            var member = new ChatMember { Name = context.Request.Query["name"], Socket = socket };
            await room.ServeAsync(member, context.RequestAborted);
        });
        app.MapPost(pattern + "/announce", async (HttpContext context, ChatRoom room) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string text = await reader.ReadToEndAsync();
            byte[] answer = Encoding.UTF8.GetBytes(text);
            await room.BroadcastAsync(new ChatEnvelope { From = "server", Text = text });
            context.Response.ContentLength = text.Length; // ! NWA2007
            await context.Response.Body.WriteAsync(answer);
        });
        return app;
    }
}
