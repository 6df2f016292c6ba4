using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.HalfCloseTunnel;

/// <summary>Sixteen workers take accepted sockets from a channel; each serves one tunnel at a time.</summary>
public sealed class HalfCloseTunnel(IPEndPoint local, DnsEndPoint remote, ILogger<HalfCloseTunnel> log) : BackgroundService
{
    private const int Workers = 16;
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(5);

    private readonly Channel<Socket> _accepted = Channel.CreateBounded<Socket>(64);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var workers = Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)).ToArray();
        using var listener = new TcpListener(local);
        listener.Start();
        try
        {
            while (true)
            {
                try
                {
                    var socket = await listener.AcceptSocketAsync(stoppingToken);
                    if (!_accepted.Writer.TryWrite(socket))
                    {
                        log.LogWarning("Refused: all workers are busy");
                        socket.Dispose();
                    }
                }
                catch (SocketException ex)
                {
                    log.LogWarning(ex, "Accept failed");
                    await Task.Delay(500, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        _accepted.Writer.Complete();
        await Task.WhenAll(workers);
        while (_accepted.Reader.TryRead(out var left))
        {
            left.Dispose();
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var inbound in _accepted.Reader.ReadAllAsync(ct))
            {
                using (inbound)
                {
                    try
                    {
                        await TunnelAsync(inbound, ct);
                    }
                    catch (Exception ex) when (!ct.IsCancellationRequested)
                    {
                        log.LogInformation(ex, "Tunnel ended");
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task TunnelAsync(Socket inbound, CancellationToken ct)
    {
        using var outbound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (var connect = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            connect.CancelAfter(TimeSpan.FromSeconds(10));
            await outbound.ConnectAsync(remote, connect.Token);
        }

        // One clock for both directions: a download is quiet in one of them.
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(s_silence);
        var up = PumpAsync(inbound, outbound, silence);
        var down = PumpAsync(outbound, inbound, silence);
        await Task.WhenAll(up, down);
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource silence)
    {
        using var block = MemoryPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await from.ReceiveAsync(block.Memory, silence.Token) is > 0 and var n)
            {
                silence.CancelAfter(s_silence);
                await to.SendAsync(block.Memory[..n], silence.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            await silence.CancelAsync();
            throw;
        }
    }
}
