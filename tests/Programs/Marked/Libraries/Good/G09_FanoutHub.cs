using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FanoutHub;

public sealed record FanoutEvent(string Topic, JsonElement Data);

/// <summary>Each subscriber has a queue of its own; who reads too slowly loses the oldest events, never the others' time.</summary>
public sealed class FanoutSubscriber
{
    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public bool Offer(byte[] payload) => _queue.Writer.TryWrite(payload);

    public void Complete() => _queue.Writer.TryComplete();

    public async Task PumpAsync(WebSocket socket, TimeSpan sendTimeout, CancellationToken ct)
    {
        await foreach (byte[] payload in _queue.Reader.ReadAllAsync(ct))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(sendTimeout);
            await socket.SendAsync(payload.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, limit.Token);
        }
    }
}

public sealed class FanoutRegistry
{
    private readonly ConcurrentDictionary<FanoutSubscriber, byte> _subscribers = new();

    public int Count => _subscribers.Count;

    public void Add(FanoutSubscriber subscriber) => _subscribers.TryAdd(subscriber, 0);

    public void Remove(FanoutSubscriber subscriber)
    {
        if (_subscribers.TryRemove(subscriber, out _)) subscriber.Complete();
    }

    public void Publish(FanoutEvent value)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(value);
        foreach (KeyValuePair<FanoutSubscriber, byte> pair in _subscribers) pair.Key.Offer(payload);
    }
}

public static class FanoutEndpoint
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddFanout(this IServiceCollection services) => services.AddSingleton<FanoutRegistry>();

    public static WebApplication MapFanout(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        app.MapGet("/events", async (HttpContext context, FanoutRegistry registry, IHostApplicationLifetime life, ILogger<FanoutRegistry> log) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                return;
            }
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await ServeAsync(socket, registry, log, context.RequestAborted, life.ApplicationStopping);
        });
        return app;
    }

    private static async Task ServeAsync(WebSocket socket, FanoutRegistry registry, ILogger log, CancellationToken aborted, CancellationToken stopping)
    {
        var subscriber = new FanoutSubscriber();
        registry.Add(subscriber);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            Task pump = subscriber.PumpAsync(socket, SendTimeout, session.Token);
            Task watch = WatchForCloseAsync(socket, session.Token);
            await Task.WhenAny(pump, watch);
            session.Cancel();
            await Task.WhenAll(pump, watch);
        }
        catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
        {
            log.LogDebug(ex, "subscriber left");
        }
        finally
        {
            registry.Remove(subscriber);
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var limit = new CancellationTokenSource(CloseTimeout);
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
            catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
            {
                log.LogDebug(ex, "no goodbye");
            }
        }
    }

    /// <summary>Clients of this hub send nothing but a close frame; whatever else comes is thrown away.</summary>
    private static async Task WatchForCloseAsync(WebSocket socket, CancellationToken ct)
    {
        byte[] scratch = new byte[256];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(scratch.AsMemory(), ct);
        }
        while (result.MessageType != WebSocketMessageType.Close);
    }
}
