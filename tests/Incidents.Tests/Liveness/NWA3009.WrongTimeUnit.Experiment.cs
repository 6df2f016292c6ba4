using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3009: the part behind the seconds is taken for the whole time, and 0 means no timeout at all.</summary>
public sealed class WrongTimeUnitExperiment
{
    /// <summary>A whole second: nothing stands behind it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_part_behind_the_seconds_leaves_the_read_without_a_timeout()
    {
        using var pair = ConnectedPair.Connect();
        Pitfall.Set(pair.Near, Timeout);
        Assert.Equal(0, pair.Near.ReceiveTimeout);

        var read = Patience.OnOwnThread(() => pair.Near.Receive(new byte[1]));
        Assert.True(await read.StillWaits());

        pair.Far.Send([12]);
        Assert.Equal(1, await read.Bounded());
    }

    [Fact]
    public void The_whole_time_arrives()
    {
        using var pair = ConnectedPair.Connect();
        Mended.Set(pair.Near, Timeout);
        Assert.Equal(1_000, pair.Near.ReceiveTimeout);
    }

    private static class Pitfall
    {
#pragma warning disable NWA3009 // the sin is the exhibit
        public static void Set(Socket socket, TimeSpan timeout) => socket.ReceiveTimeout = timeout.Milliseconds;
#pragma warning restore NWA3009
    }

    private static class Mended
    {
        public static void Set(Socket socket, TimeSpan timeout) => socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
    }
}
