using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1005: a close over unread bytes is a reset, and the reset destroys the reply.</summary>
public sealed class ClosedWithoutShutdownExperiment
{
    /// <summary>More than the kernel's buffers hold: a part of it must wait in the sender's.</summary>
    private const int Size = 1 << 20;

    [Fact]
    public void The_peer_reads_a_reset_instead_of_the_end_of_the_reply()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver(new byte[2000]);

        Pitfall.Answer(pair.Near, new byte[100], new byte[Size]);

        var error = Assert.Throws<SocketException>(() => pair.Drain());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task The_peer_reads_the_reply()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver(new byte[2000]);

        var answering = Patience.OnOwnThread(() => Mended.Answer(pair.Near, new byte[100], new byte[Size]));

        Assert.Equal(Size, pair.Drain());
        pair.Far.Dispose();
        await answering.WaitAsync(Patience.Limit);
    }

    private static class Pitfall
    {
#pragma warning disable NWA1005 // the sin is the exhibit
        public static void Answer(Socket client, byte[] buffer, byte[] refusal)
        {
            if (client.Receive(buffer) == 0)
            {
                return;
            }

            client.Send(refusal);
            client.Close();
        }
#pragma warning restore NWA1005
    }

    private static class Mended
    {
        public static void Answer(Socket client, byte[] buffer, byte[] refusal)
        {
            if (client.Receive(buffer) == 0)
            {
                return;
            }

            client.Send(refusal);
            client.Shutdown(SocketShutdown.Send);
            client.ReceiveTimeout = 10_000;
            try
            {
                while (client.Receive(buffer) > 0)
                {
                }
            }
            catch (SocketException)
            {
            }

            client.Close();
        }
    }
}
