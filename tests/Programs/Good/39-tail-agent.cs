using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace LogShipping;

/// <summary>Ships log lines to a collector over TLS; the collector acknowledges every batch by its number.</summary>
public sealed class Shipper
{
    private readonly ChannelReader<string> lines;
    private readonly string host;

    public Shipper(ChannelReader<string> lines, string host)
    {
        this.lines = lines;
        this.host = host;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var batch = new List<string>();
        var wait = 1;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ShipAsync(batch, stop);
                wait = 1;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                Console.Error.WriteLine(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(wait), stop);
                wait = Math.Min(wait * 2, 60);
            }
        }
    }

    private async Task ShipAsync(List<string> batch, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(host, 6514, deadline.Token);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, deadline.Token);
        using var reader = new StreamReader(tls, Encoding.ASCII);
        for (var number = 1; ; number++)
        {
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            await FillAsync(batch, stop);
            deadline.CancelAfter(TimeSpan.FromSeconds(30));
            await tls.WriteAsync(Encode(number, batch), deadline.Token);
            if (await reader.ReadLineAsync(deadline.Token) != $"ACK {number}")
            {
                throw new IOException("no acknowledgement");
            }

            batch.Clear();
        }
    }

    private async Task FillAsync(List<string> batch, CancellationToken stop)
    {
        if (batch.Count > 0)
        {
            return;
        }

        batch.Add(await lines.ReadAsync(stop));
        while (batch.Count < 500 && lines.TryRead(out var line))
        {
            batch.Add(line);
        }
    }

    private static byte[] Encode(int number, List<string> batch)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', batch));
        return [.. Encoding.UTF8.GetBytes($"BATCH {number} {body.Length}\n"), .. body];
    }
}
