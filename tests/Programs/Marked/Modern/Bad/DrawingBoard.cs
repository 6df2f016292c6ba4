using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.DrawingBoard;

public sealed record Stroke(string Colour, float[] Points);

public sealed class Board
{
    private ImmutableList<WebSocket> _viewers = [];

    public IReadOnlyCollection<WebSocket> Viewers => _viewers;

    public IDisposable Join(WebSocket viewer)
    {
        ImmutableInterlocked.Update(ref _viewers, list => list.Add(viewer));
        return new Leaver(() => ImmutableInterlocked.Update(ref _viewers, list => list.Remove(viewer)));
    }

    private sealed class Leaver(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}

public static class DrawingBoardEndpoints
{
    public static void MapBoard(this WebApplication app)
    {
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        app.MapGet("/board", async (HttpContext context, Board board, IHostApplicationLifetime life, ILogger<Board> log) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var membership = board.Join(socket);
            try
            {
                await foreach (var stroke in socket.ReadMessagesAsync<Stroke>(life.ApplicationStopping))
                {
                    var bytes = JsonSerializer.SerializeToUtf8Bytes(stroke);
                    foreach (var viewer in board.Viewers.Except([socket]))
                    {
                        _ = viewer.SendAsync(bytes, WebSocketMessageType.Text, true, life.ApplicationStopping); // ! NWA1009|NWA4009
                    }
                }
            }
            catch (WebSocketException ex)
            {
                log.LogInformation(ex, "Viewer lost");
            }
            finally
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default); // ! NWA8003
            }
        });
    }

    private static async IAsyncEnumerable<T> ReadMessagesAsync<T>(
        this WebSocket socket,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var message = new MemoryStream();
        var chunk = new byte[4096];
        while (!ct.IsCancellationRequested)
        {
            var part = await socket.ReceiveAsync(chunk.AsMemory(), ct); // ! NWA8002
            message.Write(chunk, 0, part.Count); // ! NWA8004
            if (part.EndOfMessage && message.Length > 0)
            {
                message.Position = 0;
                if (JsonSerializer.Deserialize<T>(message) is { } value)
                {
                    yield return value;
                }

                message.SetLength(0);
            }
        }
    }
}

public static class BoardSnapshot
{
    public static async Task<Stroke?> LatestAsync(Uri board, CancellationToken ct)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(board, ct);
        var buffer = new ArraySegment<byte>(new byte[1 << 14]);
        return await socket.ReceiveAsync(buffer, ct) switch
        {
            { MessageType: WebSocketMessageType.Text, Count: var count } => JsonSerializer.Deserialize<Stroke>(buffer.AsSpan(0, count)), // ! NWA8001
            _ => null,
        };
    }
}
