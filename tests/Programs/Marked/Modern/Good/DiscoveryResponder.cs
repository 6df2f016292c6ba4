using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.Discovery;

public sealed record Announcement(string Name, int Port)
{
    public byte[] Encode() => Encoding.UTF8.GetBytes($"HERE {Name} {Port}");
}

public sealed class DiscoveryResponder(Announcement me, ILogger<DiscoveryResponder> log) : BackgroundService
{
    private const int Port = 47_808;
    private const int LargestDatagram = 65_527;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, Port));
        var buffer = new byte[LargestDatagram];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var n = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, stoppingToken);
                if (buffer.AsSpan(0, n).SequenceEqual("WHO?"u8))
                {
                    await socket.SendToAsync(me.Encode(), SocketFlags.None, from, stoppingToken);
                }
            }
            catch (SocketException ex)
            {
                // An ICMP answer to an earlier datagram: no reason to stop listening.
                log.LogDebug(ex, "Datagram refused");
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    /// <summary>Everybody who answers within the time given. A datagram is a whole message.</summary>
    public static async Task<IReadOnlyDictionary<IPEndPoint, string>> FindAsync(TimeSpan patience, CancellationToken ct)
    {
        var found = new Dictionary<IPEndPoint, string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        using var udp = new UdpClient(AddressFamily.InterNetwork) { EnableBroadcast = true };
        await udp.SendAsync("WHO?"u8.ToArray(), new IPEndPoint(IPAddress.Broadcast, Port), limit.Token);
        while (true)
        {
            try
            {
                var answer = await udp.ReceiveAsync(limit.Token);
                if (Encoding.UTF8.GetString(answer.Buffer).Split(' ') is ["HERE", var name, _])
                {
                    found.TryAdd(answer.RemoteEndPoint, name);
                }
            }
            catch (SocketException)
            {
                // A machine without a responder says so by ICMP; the others may still answer.
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return found;
            }
        }
    }
}
