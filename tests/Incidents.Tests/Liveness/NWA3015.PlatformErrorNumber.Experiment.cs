using System;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3015: the number of a reset is another on every system; SocketErrorCode is the same.</summary>
public sealed class PlatformErrorNumberExperiment
{
    [Fact]
    public void Off_Windows_a_reset_is_not_10054()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the number is right.");
        Assert.False(Pitfall.IsReset(Reset()));
    }

    [Fact]
    public void SocketErrorCode_tells_a_reset_everywhere() => Assert.True(Mended.IsReset(Reset()));

    /// <summary>What a receive throws when the peer has reset the connection.</summary>
    private static SocketException Reset()
    {
        using var pair = ConnectedPair.Connect();
        pair.Far.LingerState = new LingerOption(true, 0);
        pair.CloseFar();
        return Assert.Throws<SocketException>(() => pair.Near.Receive(new byte[1]));
    }

    private static class Pitfall
    {
#pragma warning disable NWA3015 // the sin is the exhibit
        public static bool IsReset(SocketException failure) => failure.ErrorCode == 10054;
#pragma warning restore NWA3015
    }

    private static class Mended
    {
        public static bool IsReset(SocketException failure) => failure.SocketErrorCode == SocketError.ConnectionReset;
    }
}
