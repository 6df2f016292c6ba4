using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.FrameServer;

public interface IFrameChannel<T> : IDisposable
{
    Task<T?> ReceiveAsync(CancellationToken ct);
    Task SendAsync(T message, CancellationToken ct);
}

public sealed class JsonFrameChannel<T>(Stream stream) : IFrameChannel<T>
    where T : class
{
    private const int HeaderSize = sizeof(int);
    private readonly byte[] _header = new byte[HeaderSize];

    public JsonFrameChannel(TcpClient client)
        : this(client.GetStream())
    {
    }

    public async Task<T?> ReceiveAsync(CancellationToken ct)
    {
        var n = await stream.ReadAsync(_header.AsMemory(), ct); // ! NWA2003
        if (n == 0)
        {
            return null;
        }

        var length = BitConverter.ToInt32(_header); // ! NWA2011
        var body = new byte[length]; // ! NWA9001
        await stream.ReadAsync(body, ct).ConfigureAwait(false); // ! NWA2001
        return JsonSerializer.Deserialize<T>(body);
    }

    public async Task SendAsync(T message, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        var frame = new byte[HeaderSize + body.Length];
        BitConverter.TryWriteBytes(frame, body.Length); // ! NWA2011
        body.CopyTo(frame, HeaderSize);
        await stream.WriteAsync(frame, ct);
    }

    public void Dispose() => stream.Dispose();
}

public sealed record Question(string Id, string Text);

public sealed class FrameServer(IPEndPoint endPoint, ILogger<FrameServer> log)
{
    private readonly SemaphoreSlim _slots = new(256);

    public async Task RunAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(endPoint);
        listener.Start();

        while (true)
        {
            await _slots.WaitAsync(ct);
            var client = await listener.AcceptTcpClientAsync(ct);
            log.LogInformation("Peer {Peer}", client.Client.RemoteEndPoint); // ! NWA4006
            _ = ServeAsync(client, ct);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        try
        {
            using var channel = new JsonFrameChannel<Question>(client);
            while (true)
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
                idle.CancelAfter(TimeSpan.FromMinutes(2));

                if (await channel.ReceiveAsync(idle.Token) is not { } question)
                {
                    return;
                }

                await channel.SendAsync(question with { Text = question.Text.ToUpperInvariant() }, idle.Token);
            }
        }
        catch (Exception ex)
        {
            log.LogInformation(ex, "Connection ended");
        }
        finally
        {
            client.Dispose();
            _slots.Release();
        }
    }
}
