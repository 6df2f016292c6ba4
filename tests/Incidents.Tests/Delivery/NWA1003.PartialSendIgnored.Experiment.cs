using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1003: a socket that does not block takes what there is room for.</summary>
public sealed class PartialSendIgnoredExperiment
{
    private const int Size = 16 << 20;

    [Fact]
    public void A_send_that_does_not_block_leaves_the_rest()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.Blocking = false;

        Pitfall.Publish(pair.Near, new byte[Size]);
        pair.Near.Dispose();

        Assert.InRange(pair.Drain(), 1, Size - 1);
    }

    [Fact]
    public async Task An_asynchronous_send_on_the_same_socket_sends_all()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.Blocking = false;

        var publishing = Mended.PublishAsync(pair.Near, new byte[Size]);
        var read = Patience.OnOwnThread(() => pair.Drain());
        await publishing.Bounded();
        pair.Near.Dispose();

        Assert.Equal(Size, await read.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA1003 // the sin is the exhibit
        public static void Publish(Socket socket, byte[] message) => socket.Send(message);
#pragma warning restore NWA1003
    }

    private static class Mended
    {
        public static async Task PublishAsync(Socket socket, byte[] message) => await socket.SendAsync(message);
    }
}
