using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Blind.B.Bad.SubnetScanner;

public sealed record Finding(IPAddress Address, int Port, string Banner, TimeSpan Took)
{
    public string Target => $"{Address}:{Port}"; // ! NWA9005
}

public sealed class SubnetScanner(IPAddress self, TimeSpan patience)
{
    private static readonly int[] s_ports = [22, 25, 80, 443, 3306, 5432, 6379, 8080];

    public async IAsyncEnumerable<Finding> ScanAsync(IEnumerable<IPAddress> hosts, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var host in hosts)
        {
            if (host == self) // ! NWA9004
            {
                continue;
            }

            foreach (var port in s_ports)
            {
                if (await ProbeAsync(host, port, ct) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private async Task<Finding?> ProbeAsync(IPAddress host, int port, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var client = new TcpClient(host.AddressFamily); // ! NWA5001|NWA5003
        var connecting = client.ConnectAsync(host, port);
        if (await Task.WhenAny(connecting, Task.Delay(patience, ct)) != connecting || connecting.IsFaulted)
        {
            return null;
        }

        await using var stream = client.GetStream();
        stream.ReadTimeout = patience.Milliseconds; // ! NWA3009|NWA3005
        try
        {
            var banner = await GrabAsync(stream);
            return new Finding(host, port, banner, watch.Elapsed);
        }
        catch (SocketException) // ! NWA3014
        {
            return new Finding(host, port, "", watch.Elapsed);
        }
    }

    private static async Task<string> GrabAsync(NetworkStream stream)
    {
        Memory<byte> buffer = new byte[512];
        await stream.WriteAsync("HELP\r\n"u8.ToArray());
        var read = await stream.ReadAsync(buffer); // ! NWA3004
        if (read == 0)
        {
            return "";
        }

        return Encoding.ASCII.GetString(buffer.Span).TrimEnd('\0', '\r', '\n'); // ! NWA2004
    }
}
