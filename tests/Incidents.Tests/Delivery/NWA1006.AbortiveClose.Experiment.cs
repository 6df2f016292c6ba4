using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1006: a linger time of 0 makes closing a reset.</summary>
public sealed class AbortiveCloseExperiment
{
    /// <summary>More than the kernel's buffers hold: a part of it must wait in the sender's.</summary>
    private const int Size = 1 << 20;

    [Fact]
    public void The_peer_reads_a_reset_instead_of_the_reply()
    {
        using var pair = ConnectedPair.Connect();

        Pitfall.SendLast(pair.Near, new byte[Size]);

        var error = Assert.Throws<SocketException>(() => pair.Drain());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public void Without_the_option_the_reply_arrives()
    {
        using var pair = ConnectedPair.Connect();

        Mended.SendLast(pair.Near, new byte[Size]);

        Assert.Equal(Size, pair.Drain());
    }

    private static class Pitfall
    {
#pragma warning disable NWA1006 // the sin is the exhibit
        public static void SendLast(Socket client, byte[] reply)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Send(reply);
            client.Close();
        }
#pragma warning restore NWA1006
    }

    private static class Mended
    {
        public static void SendLast(Socket client, byte[] reply)
        {
            client.Send(reply);
            client.Shutdown(SocketShutdown.Send);
            client.Close();
        }
    }
}
