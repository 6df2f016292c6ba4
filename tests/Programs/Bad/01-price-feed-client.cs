using System.Net.Sockets;
using System.Text;

namespace PriceFeed;

/// <summary>Reads ticks of a market data server line by line and comes back after a failure.</summary>
public sealed class FeedClient : IAsyncDisposable
{
    private readonly string host;
    private readonly int port;
    private readonly CancellationTokenSource stopping = new();
    private readonly Random jitter = new();
    private Task? running;

    public FeedClient(string host, int port)
    {
        this.host = host;
        this.port = port;
    }

    public event Action<string, decimal>? Tick;

    public void Start() => running = Task.Run(() => RunAsync(stopping.Token));

    private async Task RunAsync(CancellationToken stop)
    {
        var delay = TimeSpan.FromSeconds(1);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await OpenAsync(stop);
                delay = TimeSpan.FromSeconds(1);
                await ReadTicksAsync(client, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                Console.Error.WriteLine($"feed: {e.Message}");
            }

            await Task.Delay(delay + TimeSpan.FromMilliseconds(jitter.Next(500)), stop);
            delay = TimeSpan.FromSeconds(Math.Min(60, delay.TotalSeconds * 2));
        }
    }

    private async Task<TcpClient> OpenAsync(CancellationToken stop)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port, stop); // BAD: undisposed-on-error
        return client;
    }

    private async Task ReadTicksAsync(TcpClient client, CancellationToken stop)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        while (await reader.ReadLineAsync(stop) is { } line) // BAD: missing-keepalive-idle
        {
            Publish(line);
        }
    }

    private void Publish(string line)
    {
        var parts = line.Split(';');
        if (parts.Length == 2 && decimal.TryParse(parts[1], out var price))
        {
            Tick?.Invoke(parts[0], price);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (running is not null)
        {
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        stopping.Dispose();
    }
}
