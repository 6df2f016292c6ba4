using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2001: whoever drops the count of a receive takes what has come so far for the whole record.</summary>
public sealed class ReceiveCountIgnoredExperiment
{
    private const int RecordLength = 10;

    [Fact]
    public async Task A_dropped_count_delivers_a_torn_message()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("0123"u8);
        Assert.Equal("0123\0\0\0\0\0\0", await Patience.OnOwnThread(() => Pitfall.ReadRecord(pair.Near)).Bounded());

        // The rest of the record is now taken for the next one: the connection stays out of step.
        pair.Deliver("456789"u8);
        Assert.Equal("456789\0\0\0\0", await Patience.OnOwnThread(() => Pitfall.ReadRecord(pair.Near)).Bounded());
    }

    [Fact]
    public async Task ReadExactly_delivers_it_whole()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("0123"u8);
        var reading = Patience.OnOwnThread(() => Mended.ReadRecord(pair.Near));
        pair.UntilTaken();
        Assert.False(reading.IsCompleted);

        pair.Far.Send("456789"u8);
        Assert.Equal("0123456789", await reading.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2001 // the sin is the exhibit
        public static string ReadRecord(Socket socket)
        {
            var record = new byte[RecordLength];
            socket.Receive(record);
            return Encoding.ASCII.GetString(record);
        }
#pragma warning restore NWA2001
    }

    private static class Mended
    {
        public static string ReadRecord(Socket socket)
        {
            var record = new byte[RecordLength];
            using var stream = new NetworkStream(socket);
            stream.ReadExactly(record);
            return Encoding.ASCII.GetString(record);
        }
    }
}
