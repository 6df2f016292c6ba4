using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2022: a read that brings less than was asked for says nothing about the rest.</summary>
public sealed class ShortReadTakenForEndExperiment
{
    private static readonly byte[] Header = [0, 0, 1, 2];

    [Fact]
    public async Task A_header_in_two_segments_is_taken_for_a_broken_one()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver(Header.AsSpan(0, 3));
        var reading = Patience.OnOwnThread(() => Pitfall.ReadLength(pair.Near));
        await Assert.ThrowsAsync<IOException>(() => reading.Bounded());

        // The rest comes, and nobody is there to read it.
        pair.Deliver(Header.AsSpan(3));
    }

    [Fact]
    public async Task ReadExactly_waits_for_the_rest()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver(Header.AsSpan(0, 3));
        var reading = Patience.OnOwnThread(() => Mended.ReadLength(pair.Near));
        pair.UntilTaken();
        pair.Far.Send(Header.AsSpan(3));
        Assert.Equal(258, await reading.Bounded());
    }

    [Fact]
    public async Task A_text_in_two_segments_is_cut_off_after_the_first()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver("half of "u8);
        Assert.Equal("half of ", await Patience.OnOwnThread(() => Pitfall.ReadText(pair.Near)).Bounded());
    }

    [Fact]
    public async Task Reading_until_the_peer_has_closed_brings_all_of_it()
    {
        using var pair = ConnectedPair.Connect();
        pair.Deliver("half of "u8);
        var reading = Patience.OnOwnThread(() => Mended.ReadText(pair.Near));
        pair.UntilTaken();
        pair.Far.Send("it"u8);
        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal("half of it", await reading.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2022 // the sin is the exhibit
        public static int ReadLength(Socket socket)
        {
            var header = new byte[4];
            var count = socket.Receive(header);
            return count < header.Length ? throw new IOException() : BinaryPrimitives.ReadInt32BigEndian(header);
        }

        public static string ReadText(Socket socket)
        {
            var text = new MemoryStream();
            var buffer = new byte[64];
            int count;
            do
            {
                count = socket.Receive(buffer);
                text.Write(buffer, 0, count);
            }
            while (count == buffer.Length);

            return Encoding.ASCII.GetString(text.ToArray());
        }
#pragma warning restore NWA2022
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

        public static string ReadText(Socket socket)
        {
            var text = new MemoryStream();
            var buffer = new byte[64];
            int count;
            while ((count = socket.Receive(buffer)) > 0)
            {
                text.Write(buffer, 0, count);
            }

            return Encoding.ASCII.GetString(text.ToArray());
        }
    }
}
