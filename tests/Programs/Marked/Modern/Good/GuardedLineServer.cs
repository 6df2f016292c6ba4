using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blind.B.Good.GuardedLine;

public sealed class LineServerOptions
{
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.IPv6Any, 7070);
    public int MaxConnections { get; set; } = 2_000;
    public int MaxLine { get; set; } = 4_096;
    public TimeSpan Idle { get; set; } = TimeSpan.FromSeconds(60);
}

public delegate string LineHandler(string line);

public sealed class GuardedLineServer(IOptions<LineServerOptions> options, LineHandler handler, ILogger<GuardedLineServer> log) : BackgroundService
{
    private readonly LineServerOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(_options.MaxConnections);
        using var listener = new Socket(_options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (listener.AddressFamily == AddressFamily.InterNetworkV6)
        {
            listener.DualMode = true;
        }

        listener.Bind(_options.EndPoint);
        listener.Listen();

        while (!stoppingToken.IsCancellationRequested)
        {
            Socket peer;
            try
            {
                await slots.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            try
            {
                peer = await listener.AcceptAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                slots.Release();
                break;
            }
            catch (SocketException ex)
            {
                slots.Release();
                log.LogWarning(ex, "Accept failed");
                await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
                continue;
            }

            _ = ServeAsync(peer, slots, stoppingToken);
        }

        for (var free = 0; free < _options.MaxConnections; free++)
        {
            await slots.WaitAsync(CancellationToken.None);
        }
    }

    private async Task ServeAsync(Socket peer, SemaphoreSlim slots, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(peer, ownsSocket: true);
            var input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            while (true)
            {
                idle.CancelAfter(_options.Idle);
                var result = await input.ReadAsync(idle.Token);
                var buffer = result.Buffer;
                while (TryCut(ref buffer, out var line))
                {
                    idle.CancelAfter(_options.Idle);
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(handler(line) + "\n"), idle.Token);
                }

                if (buffer.Length > _options.MaxLine)
                {
                    log.LogInformation("A line without end");
                    break;
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            await input.CompleteAsync();
        }
        catch (OperationCanceledException)
        {
            log.LogDebug("Idle or stopping");
        }
        catch (IOException ex)
        {
            log.LogDebug(ex, "Peer lost");
        }
        catch (Exception ex)
        {
            log.LogError(ex, "Handler failed");
        }
        finally
        {
            peer.Dispose();
            slots.Release();
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out string line)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> found, (byte)'\n'))
        {
            line = "";
            return false;
        }

        line = Encoding.UTF8.GetString(found).TrimEnd('\r');
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}
