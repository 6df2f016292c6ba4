using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Broker;

/// <summary>Publishes events to a broker over TLS and pings it so that neither side takes the other for dead.</summary>
public sealed class Publisher : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SslStream stream;
    private readonly Task pinging;
    private readonly Task reading;
    private long lastHeard = Environment.TickCount64;

    private Publisher(SslStream stream)
    {
        this.stream = stream;
        pinging = PingAsync();
        reading = ReadAsync();
    }

    public static async Task<Publisher> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, deadline.Token);
            var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, deadline.Token);
            return new Publisher(stream);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var header = Encoding.UTF8.GetBytes($"PUB {topic} {payload.Length}\n");
        await writing.WaitAsync(cancel);
        await stream.WriteAsync(header, cancel); // BAD: lock-kept-after-failure
        await stream.WriteAsync(payload, cancel);
        writing.Release();
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                if (Environment.TickCount64 - Volatile.Read(ref lastHeard) > 30_000)
                {
                    await stop.CancelAsync();
                    return;
                }

                await stream.WriteAsync("PING\n"u8.ToArray(), stop.Token); // BAD: concurrent-writes
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await stop.CancelAsync();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (await stream.ReadAsync(buffer, stop.Token) > 0)
            {
                Volatile.Write(ref lastHeard, Environment.TickCount64);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }

        await stop.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(pinging, reading);
        await stream.DisposeAsync();
        writing.Dispose();
        stop.Dispose();
    }
}
