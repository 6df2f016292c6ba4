using System;
using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3014: a stream's failure is an IOException; a catch for SocketException or TimeoutException lets it pass.</summary>
public sealed class CatchThatNeverMatchesExperiment
{
    [Fact]
    public void A_reset_passes_a_catch_for_SocketException()
    {
        using var pair = Reset();
        using var stream = new NetworkStream(pair.Near);
        var failure = Assert.Throws<IOException>(() => Pitfall.IsGone(stream));
        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Fact]
    public void A_reset_is_caught_as_IOException()
    {
        using var pair = Reset();
        using var stream = new NetworkStream(pair.Near);
        Assert.True(Mended.IsGone(stream));
    }

    [Fact]
    public void A_timeout_passes_a_catch_for_TimeoutException()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.ReceiveTimeout = 100;
        var failure = Assert.Throws<SocketException>(() => Pitfall.IsSilent(pair.Near));
        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
    }

    [Fact]
    public void A_timeout_is_caught_by_its_code()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.ReceiveTimeout = 100;
        Assert.True(Mended.IsSilent(pair.Near));
    }

    /// <summary>A connection that its peer has reset.</summary>
    private static ConnectedPair Reset()
    {
        var pair = ConnectedPair.Connect();
        pair.Far.LingerState = new LingerOption(true, 0);
        pair.CloseFar();
        return pair;
    }

#pragma warning disable CA2022 // whether bytes come is all that is asked
    private static class Pitfall
    {
#pragma warning disable NWA3014 // the sin is the exhibit
        public static bool IsGone(NetworkStream stream)
        {
            try
            {
                return stream.Read(new byte[1], 0, 1) == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        }

        public static bool IsSilent(Socket socket)
        {
            try
            {
                return socket.Receive(new byte[1]) == 0;
            }
            catch (TimeoutException)
            {
                return true;
            }
        }
#pragma warning restore NWA3014
    }

    private static class Mended
    {
        public static bool IsGone(NetworkStream stream)
        {
            try
            {
                return stream.Read(new byte[1], 0, 1) == 0;
            }
            catch (IOException)
            {
                return true;
            }
        }

        public static bool IsSilent(Socket socket)
        {
            try
            {
                return socket.Receive(new byte[1]) == 0;
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.TimedOut)
            {
                return true;
            }
        }
    }
#pragma warning restore CA2022
}
