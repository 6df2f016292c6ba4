using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2014: what has arrived has no length that the stream could tell; the protocol must say it.</summary>
public sealed class StreamCannotDoThatExperiment
{
    [Fact]
    public void A_connection_with_a_whole_message_in_it_has_no_length_and_no_position()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver("a whole message"u8);

        Assert.False(stream.CanSeek);
        Assert.Throws<NotSupportedException>(() => Pitfall.Read(stream));
        Assert.Throws<NotSupportedException>(() => Pitfall.Rewind(stream));
        Assert.Throws<NotSupportedException>(() => Pitfall.RewindToo(stream));
        Assert.Throws<NotSupportedException>(() => Pitfall.Cut(stream));
    }

    [Fact]
    public void A_reader_that_looks_ahead_sees_nothing_though_a_message_waits()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver("a whole message"u8);
        using var reader = new BinaryReader(stream);

        Assert.Equal(-1, Pitfall.Ahead(reader));
        Assert.Equal((byte)'a', reader.ReadByte());
    }

    [Fact]
    public void A_length_that_the_peer_sends_gives_the_message()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver([0, 0, 0, 5, .. "hello"u8, .. "more"u8]);

        Assert.Equal("hello"u8.ToArray(), Mended.Read(stream));
    }

    private static class Pitfall
    {
#pragma warning disable NWA2014 // the sin is the exhibit
        public static byte[] Read(NetworkStream stream)
        {
            var message = new byte[stream.Length];
            stream.ReadExactly(message);
            return message;
        }

        public static void Rewind(NetworkStream stream) => stream.Position = 0;

        public static void RewindToo(NetworkStream stream) => stream.Seek(0, SeekOrigin.Begin);

        public static int Ahead(BinaryReader reader) => reader.PeekChar();

        public static void Cut(NetworkStream stream) => stream.SetLength(0);
#pragma warning restore NWA2014
    }

    private static class Mended
    {
        public static byte[] Read(NetworkStream stream)
        {
            Span<byte> prefix = stackalloc byte[4];
            stream.ReadExactly(prefix);
            var message = new byte[Math.Min(BinaryPrimitives.ReadInt32BigEndian(prefix), 1024)];
            stream.ReadExactly(message);
            return message;
        }
    }
}
