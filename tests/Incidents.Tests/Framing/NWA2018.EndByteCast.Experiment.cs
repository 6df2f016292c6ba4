using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2018: the end of the stream, cast to a byte, is a byte 255 that nobody sent.</summary>
public sealed class EndByteCastExperiment
{
    [Fact]
    public void A_message_that_was_cut_off_is_filled_up_with_255()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);

        pair.Deliver([1, 2]);
        pair.CloseFar();

        Assert.Equal([1, 2, 255, 255], Pitfall.Read(stream));
    }

    [Fact]
    public void An_int_that_is_tested_first_tells_the_end()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);

        pair.Deliver([1, 2]);
        pair.CloseFar();

        Assert.Throws<EndOfStreamException>(() => Mended.Read(stream));
    }

    [Fact]
    public void A_whole_message_arrives_with_either()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);

        pair.Deliver([1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal([1, 2, 3, 4], Pitfall.Read(stream));
        Assert.Equal([5, 6, 7, 8], Mended.Read(stream));
    }

    private static class Pitfall
    {
#pragma warning disable NWA2018 // the sin is the exhibit
        public static byte[] Read(NetworkStream stream)
        {
            var message = new byte[4];
            for (var i = 0; i < message.Length; i++)
            {
                message[i] = (byte)stream.ReadByte();
            }

            return message;
        }
#pragma warning restore NWA2018
    }

    private static class Mended
    {
        public static byte[] Read(NetworkStream stream)
        {
            var message = new byte[4];
            for (var i = 0; i < message.Length; i++)
            {
                var next = stream.ReadByte();
                if (next < 0)
                {
                    throw new EndOfStreamException();
                }

                message[i] = (byte)next;
            }

            return message;
        }
    }
}
