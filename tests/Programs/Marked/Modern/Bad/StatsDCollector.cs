using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.StatsD;

public sealed class StatsDCollector(ILogger<StatsDCollector> log, IPEndPoint? onlyFrom = null) : BackgroundService
{
    private const int MaxDatagram = 512;
    private readonly ConcurrentDictionary<string, double> _values = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 8125));

        var buffer = GC.AllocateArray<byte>(MaxDatagram, pinned: true);
        EndPoint any = new IPEndPoint(IPAddress.Any, 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            var received = await socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, any, stoppingToken); // ! NWA9011|NWA9010
            if (onlyFrom is not null && onlyFrom != (IPEndPoint)received.RemoteEndPoint) // ! NWA9004
            {
                continue;
            }

            Take(buffer.AsSpan(0, received.ReceivedBytes));
        }
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        foreach (var range in datagram.Split((byte)'\n'))
        {
            var line = datagram[range];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && Utf8Parser.TryParse(line[(colon + 1)..], out double value, out _))
            {
                _values.AddOrUpdate(Encoding.UTF8.GetString(line[..colon]), value, (_, old) => old + value);
            }
        }

        log.LogTrace("{Count} values", _values.Count);
    }
}

public sealed class CollectorAnnouncer
{
    private const int AnnouncePort = 81_250;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Ttl = 4 };

    private static IPEndPoint Everyone { get; } = new(IPAddress.Broadcast, AnnouncePort); // ! NWA9014

    public async Task AnnounceAsync(string name, TimeSpan every, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(every);
        var hello = Encoding.UTF8.GetBytes($"collector {name}");
        while (await timer.WaitForNextTickAsync(ct))
        {
            await _socket.SendToAsync(hello, SocketFlags.None, Everyone, ct); // ! NWA9015
        }
    }
}

public sealed class CollectorFinder(string name)
{
    public async ValueTask<IPAddress> FindAsync(CancellationToken ct)
    {
        using var udp = new UdpClient(8126);
        for (;;)
        {
            var datagram = await udp.ReceiveAsync(ct); // ! NWA9011
            if (Encoding.UTF8.GetString(datagram.Buffer) == $"collector {name}")
            {
                return datagram.RemoteEndPoint.Address;
            }
        }
    }
}
