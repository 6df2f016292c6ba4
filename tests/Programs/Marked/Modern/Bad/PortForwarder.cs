using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.PortForwarder;

public readonly record struct Route(IPEndPoint Local, DnsEndPoint Remote);

internal static class StreamPump
{
    public static async Task<long> PumpToAsync(this Stream source, Stream target, CancellationToken ct)
    {
        long total = 0;
        var rented = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int n;
            while ((n = await source.ReadAsync(rented, ct)) > 0)
            {
                await target.WriteAsync(rented, ct); // ! NWA1008|NWA2004
                total += n;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return total;
    }
}

public sealed class PortForwarder(IEnumerable<Route> routes, ILogger<PortForwarder> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(routes.Select(route => ListenAsync(route, stoppingToken)));

    private async Task ListenAsync(Route route, CancellationToken ct)
    {
        using var listener = new Socket(route.Local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(route.Local);
        listener.Listen(4); // ! NWA4005

        while (!ct.IsCancellationRequested)
        {
            try
            {
                var inbound = await listener.AcceptAsync(ct); // ! NWA5002
                inbound.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // ! NWA3002
                await ForwardAsync(inbound, route.Remote, ct); // ! NWA4001
            }
            catch (Exception ex) when (ex is not OperationCanceledException) // ! NWA4007
            {
                log.LogError(ex, "Forwarding {Route} failed", route);
            }
        }
    }

    private async Task ForwardAsync(Socket inbound, DnsEndPoint remote, CancellationToken ct)
    {
        var outbound = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }; // ! NWA5003
        await outbound.ConnectAsync(remote, ct);

        await using var near = new NetworkStream(inbound, ownsSocket: true);
        await using var far = new NetworkStream(outbound); // ! NWA5004

        var up = near.PumpToAsync(far, ct);
        var down = far.PumpToAsync(near, ct);
        await Task.WhenAll(up, down); // ! none: end of one direction is not passed on
        log.LogDebug("{Up} up, {Down} down", await up, await down);
    }
}
