using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3008: a receive that was given up takes the byte that the next one waits for.</summary>
public sealed class ReceiveAbandonedExperiment
{
    private static readonly TimeSpan Quiet = Patience.Watch / 5;

    [Fact]
    public async Task The_byte_after_a_quiet_time_goes_to_the_abandoned_receive()
    {
        using var pair = ConnectedPair.Connect();
        var quiet = new TaskCompletionSource();

        var taking = Pitfall.TakeOne(pair.Near, quiet.SetResult);
        await quiet.Task.Bounded();
        pair.Far.Send([42]);

        Assert.True(await taking.StillWaits());
        pair.Far.Send([43]);
        Assert.Equal(43, await taking.Bounded());
    }

    [Fact]
    public async Task With_a_token_nothing_is_lost()
    {
        using var pair = ConnectedPair.Connect();
        var quiet = new TaskCompletionSource();

        var taking = Mended.TakeOne(pair.Near, quiet.SetResult);
        await quiet.Task.Bounded();
        pair.Far.Send([42]);

        Assert.Equal(42, await taking.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA3008 // the sin is the exhibit
        public static async Task<byte> TakeOne(Socket socket, Action whenQuiet)
        {
            for (var round = 0; ; round++)
            {
                var buffer = new byte[1];
                var receive = socket.ReceiveAsync(buffer);
                if (round == 0 && await Task.WhenAny(receive, Task.Delay(Quiet)) != receive)
                {
                    whenQuiet();
                    continue;
                }

                return await receive == 1 ? buffer[0] : throw new InvalidOperationException("The peer has closed.");
            }
        }
#pragma warning restore NWA3008
    }

    private static class Mended
    {
        public static async Task<byte> TakeOne(Socket socket, Action whenQuiet)
        {
            for (var round = 0; ; round++)
            {
                var buffer = new byte[1];
                using var deadline = new CancellationTokenSource();
                if (round == 0)
                {
                    deadline.CancelAfter(Quiet);
                }

                try
                {
                    return await socket.ReceiveAsync(buffer, deadline.Token) == 1 ? buffer[0] : throw new InvalidOperationException("The peer has closed.");
                }
                catch (OperationCanceledException) when (round == 0)
                {
                    whenQuiet();
                }
            }
        }
    }
}
