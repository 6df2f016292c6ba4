using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.AckedShipper;

public sealed record Entry(long Sequence, string Text);

public interface IJournal
{
    ValueTask<Entry?> PeekAsync(long after, CancellationToken ct);
    ValueTask RemoveUpToAsync(long sequence, CancellationToken ct);
}

/// <summary>Entries leave the journal only when the collector has answered with their number.</summary>
public sealed class AckedShipper(IJournal journal, string host, int port, ILogger<AckedShipper> log) : BackgroundService
{
    private static readonly TimeSpan s_reply = TimeSpan.FromSeconds(15);
    private long _acknowledged;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var stream = await OpenAsync(stoppingToken);
                failures = 0;
                await ShipAsync(stream, stoppingToken);
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested
                && ex is SocketException or IOException or AuthenticationException or OperationCanceledException)
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(30_000, 200 << Math.Min(failures++, 7)) + Random.Shared.Next(200));
                log.LogWarning(ex, "Collector lost, next attempt in {Pause}", pause);
                await Task.Delay(pause, stoppingToken);
            }
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_reply);
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            owned.Push(new SocketOwner(socket));
            await socket.ConnectAsync(host, port, limit.Token);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            owned.Push(tls);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, limit.Token);
            owned.Clear();
            return tls;
        }
        finally
        {
            while (owned.TryPop(out var left))
            {
                await left.DisposeAsync();
            }
        }
    }

    private async Task ShipAsync(Stream stream, CancellationToken ct)
    {
        var answer = new byte[sizeof(long)];
        while (true)
        {
            if (await journal.PeekAsync(_acknowledged, ct) is not { } entry)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
                continue;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(s_reply);
            var body = JsonSerializer.SerializeToUtf8Bytes(entry);
            byte[] line = [.. body, (byte)'\n'];
            await stream.WriteAsync(line, limit.Token);
            await stream.ReadExactlyAsync(answer, limit.Token);

            var sequence = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(answer);
            if (sequence != entry.Sequence)
            {
                throw new InvalidDataException($"{sequence} acknowledged, {entry.Sequence} sent");
            }

            await journal.RemoveUpToAsync(sequence, ct);
            _acknowledged = sequence;
        }
    }

    private sealed class SocketOwner(Socket socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return default;
        }
    }
}
