using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.PatientHub;

public sealed class PatientWebSocketHub(ILogger<PatientWebSocketHub> log)
{
    private const int MaxMessage = 64 * 1024;
    private readonly ConcurrentDictionary<Guid, ChannelWriter<byte[]>> _listeners = new();

    /// <summary>Never waits: a listener that does not keep up loses its oldest messages.</summary>
    public void Publish(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var (_, writer) in _listeners)
        {
            writer.TryWrite(bytes);
        }
    }

    public async Task ServeAsync(WebSocket socket, CancellationToken aborted)
    {
        var id = Guid.NewGuid();
        var outbox = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(100)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.DropOldest,
        });
        _listeners[id] = outbox;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var sending = SendAllAsync(socket, outbox.Reader, both.Token);
        try
        {
            while (await ReceiveAsync(socket, both.Token) is { } message)
            {
                Publish(message);
            }
        }
        catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
        {
            log.LogDebug(ex, "Listener {Id} lost", id);
        }
        finally
        {
            _listeners.TryRemove(id, out _);
            outbox.Writer.TryComplete();
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SayGoodbyeAsync(socket);
    }

    private static async Task SendAllAsync(WebSocket socket, ChannelReader<byte[]> outbox, CancellationToken ct)
    {
        using var each = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await foreach (var bytes in outbox.ReadAllAsync(ct))
        {
            each.CancelAfter(TimeSpan.FromSeconds(10));
            await socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Text, true, each.Token);
            each.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken ct)
    {
        var whole = new ArrayBufferWriter<byte>(1024);
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(whole.GetMemory(1024), ct);
            if (part is { MessageType: WebSocketMessageType.Close })
            {
                return null;
            }

            whole.Advance(part.Count);
            if (whole.WrittenCount > MaxMessage)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, limit.Token);
                return null;
            }
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(whole.WrittenSpan);
    }

    private async Task SayGoodbyeAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
        {
            log.LogTrace(ex, "Left without a goodbye");
        }
    }
}

public static class PatientHubEndpoints
{
    public static void MapPatientHub(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromSeconds(20),
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
        });
        app.MapGet("/patient", async (HttpContext context, PatientWebSocketHub hub) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await hub.ServeAsync(socket, context.RequestAborted);
        });
    }
}
