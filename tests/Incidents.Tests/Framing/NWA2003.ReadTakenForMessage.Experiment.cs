using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2003: one read is no message: it may bring less than was sent at once, and more.</summary>
public sealed class ReadTakenForMessageExperiment
{
    /// <summary>A length of 258: whoever has only the first three bytes reads 256.</summary>
    private static readonly byte[] Header = [0, 0, 1, 2];

    [Fact]
    public async Task A_header_read_at_once_promises_a_length_that_nobody_sent()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver(Header.AsSpan(0, 3));
        Assert.Equal(256, await Patience.OnOwnThread(() => Pitfall.ReadLength(pair.Near)).Bounded());
    }

    [Fact]
    public async Task ReadExactly_waits_for_the_length_that_was_sent()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver(Header.AsSpan(0, 3));
        var reading = Patience.OnOwnThread(() => Mended.ReadLength(pair.Near));
        pair.UntilTaken();
        Assert.False(reading.IsCompleted);

        pair.Far.Send(Header.AsSpan(3));
        Assert.Equal(258, await reading.Bounded());
    }

    [Fact]
    public async Task A_command_that_arrives_behind_another_is_not_recognised()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("NOOP\n"u8);
        pair.Deliver("QUIT\n"u8);
        Assert.False(await Patience.OnOwnThread(() => Pitfall.IsAskedToQuit(pair.Near)).Bounded());

        // Nothing is left to recognise it in later: both commands were taken for one that nobody knows.
        Assert.Equal(0, pair.Near.Available);
    }

    [Fact]
    public async Task Reading_by_lines_recognises_it()
    {
        using var pair = ConnectedPair.Connect();

        pair.Deliver("NOOP\n"u8);
        pair.Deliver("QUIT\n"u8);
        Assert.True(await Patience.OnOwnThread(() => Mended.IsAskedToQuit(pair.Near)).Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2003 // the sin is the exhibit
        public static int ReadLength(Socket socket)
        {
            var header = new byte[4];
            var count = socket.Receive(header);
            return count == 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(header);
        }

        public static bool IsAskedToQuit(Socket socket)
        {
            var buffer = new byte[256];
            var count = socket.Receive(buffer);
            return Encoding.ASCII.GetString(buffer, 0, count) == "QUIT\n";
        }
#pragma warning restore NWA2003
    }

    private static class Mended
    {
        public static int ReadLength(Socket socket)
        {
            var header = new byte[4];
            using var stream = new NetworkStream(socket);
            stream.ReadExactly(header);
            return BinaryPrimitives.ReadInt32BigEndian(header);
        }

        public static bool IsAskedToQuit(Socket socket)
        {
            using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
            while (reader.ReadLine() is { } command)
            {
                if (command == "QUIT")
                {
                    return true;
                }
            }

            return false;
        }
    }
}
