using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.JobLease;

public sealed record Lease(string Id, string Kind, TimeSpan For);

public interface IJob
{
    ValueTask<string> RunAsync(Lease lease, CancellationToken ct);
}

public sealed class JobLeaseWorker(string host, int port, IServiceScopeFactory scopes, ILogger<JobLeaseWorker> log) : BackgroundService
{
    private readonly Channel<Lease> _leases = Channel.CreateBounded<Lease>(4);
    private readonly TcpClient _client = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _client.ConnectAsync(host, port, cancellationToken);
                break;
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested) // ! NWA3011
            {
                log.LogInformation("{Host} not there yet", host);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(FetchAsync(stoppingToken), WorkAsync(stoppingToken));

    private async Task FetchAsync(CancellationToken ct)
    {
        while (await _leases.Writer.WaitToWriteAsync(ct))
        {
            var stream = _client.GetStream();
            await stream.WriteAsync("LEASE\n"u8.ToArray(), ct);
            using var reader = new StreamReader(stream, Encoding.UTF8, false, 1024, leaveOpen: true); // ! NWA2009
            try
            {
                var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20), ct); // ! NWA3008
                if (line is null)
                {
                    _leases.Writer.Complete();
                    return;
                }

                if (JsonSerializer.Deserialize<Lease>(line) is { } lease)
                {
                    await _leases.Writer.WriteAsync(lease, ct);
                }
            }
            catch (TimeoutException)
            {
                log.LogDebug("No work");
            }
            catch (IOException ex) // ! NWA1004|NWA4013
            {
                log.LogDebug(ex, "Lease failed");
            }
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var lease in _leases.Reader.ReadAllAsync(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            var result = await scope.ServiceProvider.GetRequiredKeyedService<IJob>(lease.Kind).RunAsync(lease, ct);
            await ReportAsync(lease, result, ct);
        }
    }

    private async Task ReportAsync(Lease lease, string result, CancellationToken ct)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"DONE {lease.Id} {result}\n"), ct); // ! NWA1009
        }
        catch (IOException) // ! NWA4013
        {
        }
    }

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }
}
