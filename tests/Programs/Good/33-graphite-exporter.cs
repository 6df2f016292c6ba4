using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics;

/// <summary>Sends the metrics of the process to Graphite every ten seconds.</summary>
public sealed class GraphiteExporter : BackgroundService
{
    private readonly ILogger<GraphiteExporter> logger;
    private readonly Func<IEnumerable<(string Name, double Value)>> collect;
    private readonly string host;
    private TcpClient? client;

    public GraphiteExporter(ILogger<GraphiteExporter> logger, Func<IEnumerable<(string, double)>> collect, string host)
    {
        this.logger = logger;
        this.collect = collect;
        this.host = host;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                await SendAsync(Format(), deadline.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "metrics lost");
                client?.Dispose();
                client = null;
            }
        }
    }

    private async Task SendAsync(byte[] lines, CancellationToken cancel)
    {
        client ??= await OpenAsync(cancel);
        await client.GetStream().WriteAsync(lines, cancel);
    }

    private async Task<TcpClient> OpenAsync(CancellationToken cancel)
    {
        var opened = new TcpClient();
        try
        {
            await opened.ConnectAsync(host, 2003, cancel);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private byte[] Format()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var text = new StringBuilder();
        foreach (var (name, value) in collect())
        {
            text.Append(FormattableString.Invariant($"{name} {value} {now}\n"));
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public override void Dispose()
    {
        client?.Dispose();
        base.Dispose();
    }
}
