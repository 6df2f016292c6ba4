using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3007: Connected tells how the last operation went, not whether anybody is there now.</summary>
public sealed class ConnectedTakenForAliveExperiment
{
    [Fact]
    public async Task Connected_and_Send_both_agree_that_a_peer_is_there_who_has_closed()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("+"u8);
        Assert.True(await Patience.OnOwnThread(() => Pitfall.Report(pair.Near, "all is well"u8.ToArray())).Bounded());
        Assert.Equal("all is well".Length, pair.Far.Receive(new byte[64]));
        Assert.Equal(1, await Patience.OnOwnThread(() => pair.Near.Receive(new byte[1])).Bounded());

        // Both sides have read all there was, so this is an orderly end and no reset.
        pair.CloseFar();
        Assert.True(pair.Near.Connected);
        Assert.True(await Patience.OnOwnThread(() => Pitfall.Report(pair.Near, "the house is on fire"u8.ToArray())).Bounded());
    }

    [Fact]
    public async Task The_read_tells_that_the_peer_has_gone()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("+"u8);
        Assert.True(await Patience.OnOwnThread(() => Mended.Report(pair.Near, "all is well"u8.ToArray())).Bounded());
        Assert.Equal("all is well".Length, pair.Far.Receive(new byte[64]));

        pair.CloseFar();
        Assert.True(pair.Near.Connected);
        Assert.False(await Patience.OnOwnThread(() => Mended.Report(pair.Near, "the house is on fire"u8.ToArray())).Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA3007 // the sin is the exhibit
        public static bool Report(Socket socket, byte[] news)
        {
            if (!socket.Connected)
            {
                return false;
            }

            socket.Send(news);
            return true;
        }
#pragma warning restore NWA3007
    }

    private static class Mended
    {
        public static bool Report(Socket socket, byte[] news)
        {
            try
            {
                socket.Send(news);
                return socket.Receive(new byte[1]) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
