using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blind.B.Bad.LogShipper;

public sealed record LogLine(DateTimeOffset At, string Level, string Text)
{
    public int Attempts { get; set; }
    public bool Delivered { get; set; }
}

public sealed class ShipperOptions
{
    public string Host { get; set; } = "logs.internal";
    public int Port { get; set; } = 5170;
}

public interface ILogStore
{
    void MarkDelivered(LogLine line);
}

public sealed class LogShipper(IOptionsMonitor<ShipperOptions> options, ILogStore store, ILogger<LogShipper> log) : BackgroundService
{
    private readonly Channel<LogLine> _queue = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(10_000)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        SingleReader = true,
    });

    public bool TryEnqueue(LogLine line) => _queue.Writer.TryWrite(line);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var client = await OpenAsync(stoppingToken);
                await ShipAsync(client.GetStream(), stoppingToken);
            }
            catch (Exception ex) when (ex is SocketException or IOException) // ! NWA3011
            {
                log.LogDebug(ex, "Reconnecting");
            }
        }
    }

    private async Task<TcpClient> OpenAsync(CancellationToken ct)
    {
        var (host, port) = (options.CurrentValue.Host, options.CurrentValue.Port);
        var client = new TcpClient { SendTimeout = 5_000 }; // ! NWA3005
        try
        {
            await client.ConnectAsync(host, port, ct);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task ShipAsync(NetworkStream stream, CancellationToken ct)
    {
        await foreach (var line in _queue.Reader.ReadAllAsync(ct))
        {
            var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line) + "\n");
            while (!line.Delivered)
            {
                try
                {
                    await stream.WriteAsync(bytes, ct); // ! NWA1002
                    line.Delivered = true; // ! NWA1001
                }
                catch (IOException) when (++line.Attempts < 5)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(250 * line.Attempts), ct);
                }
            }

            store.MarkDelivered(line);
        }
    }
}
