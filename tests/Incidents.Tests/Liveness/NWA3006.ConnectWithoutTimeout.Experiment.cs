using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3006: a host drops the first packet of the connection without a word; the connect waits until the operating system has had enough.</summary>
public sealed class ConnectWithoutTimeoutExperiment
{
    [Fact]
    public async Task A_connect_whose_packets_are_dropped_waits_on()
    {
        using var host = DeafHost.Open();
        using var client = new TcpClient();

        var opening = Pitfall.Open(client, host.Address);
        Assert.True(await opening.StillWaits());

        // Nothing but its own side ends it.
        client.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => opening.Bounded());
    }

    [Fact]
    public async Task With_a_token_it_ends_when_its_time_is_over()
    {
        using var host = DeafHost.Open();
        using var client = new TcpClient();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.Open(client, host.Address, Patience.Watch / 5).Bounded());
    }

    private static class Pitfall
    {
        public static async Task Open(TcpClient client, IPEndPoint host) => await client.ConnectAsync(host.Address, host.Port);
    }

    private static class Mended
    {
        public static async Task Open(TcpClient client, IPEndPoint host, TimeSpan limit)
        {
            using var deadline = new CancellationTokenSource(limit);
            await client.ConnectAsync(host.Address, host.Port, deadline.Token);
        }
    }

    /// <summary>A listener whose queue is full: the kernel drops further first packets, as a firewall would.</summary>
    private sealed class DeafHost : IDisposable
    {
        private const int Most = 16;

        private readonly List<Socket> _held = [];

        public IPEndPoint Address => _held[0].Address();

        public static DeafHost Open()
        {
            var host = new DeafHost();
            var listener = Loopback.Bound();
            host._held.Add(listener);
            listener.Listen(1);
            for (var i = 0; i < Most; i++)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                host._held.Add(filler);
                if (!filler.ConnectAsync(host.Address).Wait(Patience.Watch / 4))
                {
                    return host;
                }
            }

            host.Dispose();
            throw new InvalidOperationException($"{Most} connections wait for a listener with room for one, and none was dropped.");
        }

        public void Dispose() => _held.ForEach(socket => socket.Dispose());
    }
}
