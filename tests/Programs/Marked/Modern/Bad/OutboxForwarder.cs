using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.Outbox;

public sealed record OutboxRow(long Id, string Payload);

public interface IOutbox
{
    IAsyncEnumerable<OutboxRow> PendingAsync(CancellationToken ct);
    Task DeleteAsync(long id, CancellationToken ct);
}

public sealed class OutboxForwarder(IOutbox outbox, EndPoint target, ILogger<OutboxForwarder> log) : BackgroundService
{
    private Socket? _socket;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(2));
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            await foreach (var row in outbox.PendingAsync(stoppingToken))
            {
                if (await TrySendAsync(row, stoppingToken))
                {
                    await outbox.DeleteAsync(row.Id, stoppingToken); // ! NWA1001
                }
            }
        }
    }

    private async Task<bool> TrySendAsync(OutboxRow row, CancellationToken ct)
    {
        if (_socket?.Connected != true) // ! NWA3007
        {
            _socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // ! NWA5005
            await _socket.ConnectAsync(target, ct);
        }

        var bytes = Encoding.UTF8.GetBytes(row.Payload + '\n');

        async Task<bool> Attempt(Socket socket) => await socket.SendAsync(bytes, SocketFlags.None, ct) == bytes.Length;

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Attempt(_socket);
            }
            catch (SocketException ex) when (attempt < 10) // ! NWA1002|NWA1004
            {
                log.LogWarning(ex, "Attempt {Attempt}", attempt);
                await Task.Delay(attempt * 100, ct);
            }
        }
    }

    public override void Dispose()
    {
        _socket?.Shutdown(SocketShutdown.Both); // ! NWA5007
        _socket?.Close();
        base.Dispose();
    }
}

public sealed class HeartbeatSender(Socket socket, ILogger log) : IDisposable
{
    private readonly byte[] _beat = [0x55];
    private Timer? _timer;

    public void Start() => _timer = new Timer(Beat, null, 0, 1000);

    private void Beat(object? state)
    {
        lock (_beat)
        {
            socket.Send(_beat); // ! NWA4010|NWA6006
        }

        log.LogTrace("Beat");
    }

    public async Task EchoAsync(CancellationToken ct)
    {
        var buffer = new byte[512];
        while (!ct.IsCancellationRequested)
        {
            int n = 0;
            try
            {
                n = await socket.ReceiveAsync(buffer, SocketFlags.None, ct); // ! NWA2002
            }
            catch (SocketException ex) // ! NWA1004|NWA4013
            {
                log.LogDebug(ex, "Receive failed");
            }

            if (n > 0)
            {
                await socket.SendAsync(buffer, SocketFlags.None, ct); // ! NWA1008|NWA2004
            }
        }
    }

    public void Dispose() => _timer?.Dispose();
}
