using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1010: with <c>out SocketError</c> a reset throws nothing and returns 0, as the end does.</summary>
public sealed class ErrorOutUnreadExperiment
{
    [Fact]
    public async Task A_reset_passes_for_the_end()
    {
        using var pair = ConnectedPair.Connect();
        var file = new MemoryStream();
        pair.Deliver("half a mess"u8);
        var saving = Patience.OnOwnThread(() => Pitfall.Save(pair.Near, file));
        pair.UntilTaken();

        pair.Far.Close(0);

        await saving.Bounded();
        Assert.Equal(11, file.Length);
    }

    [Fact]
    public async Task Read_the_error_tells_the_reset()
    {
        using var pair = ConnectedPair.Connect();
        var file = new MemoryStream();
        pair.Deliver("half a mess"u8);
        var saving = Patience.OnOwnThread(() => Mended.Save(pair.Near, file));
        pair.UntilTaken();

        pair.Far.Close(0);

        var failure = await Assert.ThrowsAsync<SocketException>(() => saving.Bounded());
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    private static class Pitfall
    {
#pragma warning disable NWA1010 // the sin is the exhibit
        public static void Save(Socket socket, Stream file)
        {
            var buffer = new byte[64];
            while (true)
            {
                var count = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
                if (count == 0)
                {
                    return;
                }

                file.Write(buffer, 0, count);
            }
        }
#pragma warning restore NWA1010
    }

    private static class Mended
    {
        public static void Save(Socket socket, Stream file)
        {
            var buffer = new byte[64];
            while (true)
            {
                var count = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
                if (error != SocketError.Success)
                {
                    throw new SocketException((int)error);
                }

                if (count == 0)
                {
                    return;
                }

                file.Write(buffer, 0, count);
            }
        }
    }
}
