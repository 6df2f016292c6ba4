using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3011: a server that is down refuses at once; a client that tries again at once tries as fast as the machine can.</summary>
public sealed class ReconnectWithoutBackoffExperiment
{
    /// <summary>Far more than any server should be asked in a second by one client, and far fewer than a machine can.</summary>
    private const int Many = 50;

    [Fact]
    public async Task A_refused_client_tries_as_fast_as_it_can()
    {
        var attempts = await Patience.OnOwnThread(() => Attempts((server, stop, count) => Pitfall.Open(server, stop, count))).Bounded();

        Assert.True(attempts > Many, $"{attempts} attempts");
    }

    [Fact]
    public async Task With_a_growing_pause_it_tries_a_few_times()
    {
        var attempts = await Patience.OnOwnThread(() => Attempts((server, stop, count) => Mended.Open(server, stop, count))).Bounded();

        Assert.InRange(attempts, 1, Many / 4);
    }

    /// <summary>How often the server, which is down, was asked while it was watched.</summary>
    private static int Attempts(Action<IPEndPoint, Func<bool>, Action> open)
    {
        IPEndPoint down;
        using (var gone = Loopback.Bound())
        {
            down = gone.Address();
        }

        var attempts = 0;
        var watched = Stopwatch.StartNew();
        open(down, () => watched.Elapsed > Patience.Watch, () => attempts++);
        return attempts;
    }

    private static class Pitfall
    {
#pragma warning disable NWA3011 // the sin is the exhibit
        public static void Open(IPEndPoint server, Func<bool> stop, Action count)
        {
            while (!stop())
            {
                try
                {
                    count();
                    using var client = new TcpClient();
                    client.Connect(server);
                    return;
                }
                catch (SocketException)
                {
                }
            }
        }
#pragma warning restore NWA3011
    }

    private static class Mended
    {
        public static void Open(IPEndPoint server, Func<bool> stop, Action count)
        {
            var pause = TimeSpan.FromMilliseconds(100);
            while (!stop())
            {
                try
                {
                    count();
                    using var client = new TcpClient();
                    client.Connect(server);
                    return;
                }
                catch (SocketException)
                {
                    // Half of it is drawn by lot, so that clients of one server do not come back together.
                    Thread.Sleep(pause * (0.5 + Random.Shared.NextDouble() / 2));
                    pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2));
                }
            }
        }
    }
}
