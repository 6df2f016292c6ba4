using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2004: behind the bytes that came stands the end of the last message.</summary>
public sealed class StaleBufferUsedExperiment
{
    [Fact]
    public async Task A_short_message_has_the_end_of_a_longer_one_behind_it()
    {
        using var pair = ConnectedPair.Connect();
        var buffer = new byte[9];

        pair.Deliver("LOGIN bob"u8);
        Assert.Equal("LOGIN bob", await Patience.OnOwnThread(() => Pitfall.Read(pair.Near, buffer)).Bounded());

        pair.Deliver("QUIT"u8);
        Assert.Equal("QUITN bob", await Patience.OnOwnThread(() => Pitfall.Read(pair.Near, buffer)).Bounded());
    }

    [Fact]
    public async Task Sliced_it_is_what_was_sent()
    {
        using var pair = ConnectedPair.Connect();
        var buffer = new byte[9];

        pair.Deliver("LOGIN bob"u8);
        Assert.Equal("LOGIN bob", await Patience.OnOwnThread(() => Mended.Read(pair.Near, buffer)).Bounded());

        pair.Deliver("QUIT"u8);
        Assert.Equal("QUIT", await Patience.OnOwnThread(() => Mended.Read(pair.Near, buffer)).Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2004 // the sin is the exhibit
        public static string Read(Socket socket, byte[] buffer)
        {
            var count = socket.Receive(buffer);
            return count == 0 ? "" : Encoding.UTF8.GetString(buffer);
        }
#pragma warning restore NWA2004
    }

    private static class Mended
    {
        public static string Read(Socket socket, byte[] buffer)
        {
            var count = socket.Receive(buffer);
            return count == 0 ? "" : Encoding.UTF8.GetString(buffer, 0, count);
        }
    }
}
