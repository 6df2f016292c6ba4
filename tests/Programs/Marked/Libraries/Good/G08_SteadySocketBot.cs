using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace SteadyBot;

public interface IBotBrain
{
    ValueTask<string> RespondAsync(string message, CancellationToken ct);
}

public sealed class SteadySocketBot
{
    private const int MaxMessage = 1 << 20;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);
    private readonly Uri _uri;
    private readonly IBotBrain _brain;

    public SteadySocketBot(Uri uri, IBotBrain brain)
    {
        _uri = uri;
        _brain = brain;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        while (!ct.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
            try
            {
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    limit.CancelAfter(TimeSpan.FromSeconds(20));
                    await socket.ConnectAsync(_uri, limit.Token);
                }
                pause = TimeSpan.FromSeconds(1);
                await TalkAsync(socket, ct);
            }
            catch (Exception ex) when (ex is WebSocketException or OperationCanceledException or InvalidDataException)
            {
                if (ct.IsCancellationRequested) return;
                Console.Error.WriteLine($"bot: {ex.Message}; next try in {pause}");
            }
            await Task.Delay(pause + TimeSpan.FromMilliseconds(Random.Shared.Next(500)), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.FromMinutes(2).Ticks));
        }
    }

    private async Task TalkAsync(ClientWebSocket socket, CancellationToken ct)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Channel<string> outbox = Channel.CreateBounded<string>(64);
        Task writer = WriteAsync(socket, outbox.Reader, session);
        try
        {
            while (await ReceiveTextAsync(socket, session.Token) is { } message)
            {
                string answer = await _brain.RespondAsync(message, session.Token);
                if (answer != null) await outbox.Writer.WriteAsync(answer, session.Token);
            }
        }
        finally
        {
            outbox.Writer.TryComplete();
            session.CancelAfter(TimeSpan.FromSeconds(3));
            await writer;
            await SayGoodbyeAsync(socket);
        }
    }

    private static async Task<string> ReceiveTextAsync(WebSocket socket, CancellationToken ct)
    {
        var message = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(ct);
            quiet.CancelAfter(Silence);
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(message.GetMemory(4096), quiet.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Advance(part.Count);
            if (message.WrittenCount > MaxMessage) throw new InvalidDataException("message too large");
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.WrittenSpan);
        }
    }

    private static async Task WriteAsync(WebSocket socket, ChannelReader<string> outbox, CancellationTokenSource session)
    {
        try
        {
            await foreach (string text in outbox.ReadAllAsync(session.Token))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, session.Token);
            }
        }
        catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
            session.Cancel();
        }
    }

    private static async Task SayGoodbyeAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception ex) when (ex is WebSocketException or OperationCanceledException)
        {
            // It was a courtesy only.
        }
    }
}
