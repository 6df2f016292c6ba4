using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2015: without a buffer each byte is a call into the kernel.</summary>
public sealed class ByteAtATimeExperiment
{
    private const int Lines = 100;

    /// <summary>A hundred lines of a hundred characters: they fit into the kernel's buffers, so that one thread can play both ends.</summary>
    private static readonly byte[] s_text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", Lines)));

    [Fact]
    public void Each_byte_is_a_read_of_its_own()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new CountingStream(pair.Near);
        pair.Deliver(s_text);

        for (var i = 0; i < Lines; i++)
        {
            Assert.Equal(99, Pitfall.ReadLine(stream).Length);
        }

        Assert.True(stream.Reads >= s_text.Length, $"{stream.Reads} reads");
    }

    [Fact]
    public void Through_a_buffer_a_few_reads_bring_all_of_them()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new CountingStream(pair.Near);
        pair.Deliver(s_text);

        var lines = new Mended(stream);
        for (var i = 0; i < Lines; i++)
        {
            Assert.Equal(99, lines.ReadLine().Length);
        }

        Assert.InRange(stream.Reads, 1, s_text.Length / 100);
    }

    [Fact]
    public void Each_byte_is_a_write_of_its_own()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new CountingStream(pair.Near);

        Pitfall.Send(stream, s_text);

        Assert.Equal(s_text.Length, stream.Writes);
    }

    [Fact]
    public void Written_at_once_they_are_one()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new CountingStream(pair.Near);

        Mended.Send(stream, s_text);

        Assert.Equal(1, stream.Writes);
    }

    private static class Pitfall
    {
#pragma warning disable NWA2015 // the sin is the exhibit
        public static string ReadLine(NetworkStream stream)
        {
            var line = new StringBuilder();
            for (int next; (next = stream.ReadByte()) != '\n';)
            {
                if (next < 0)
                {
                    throw new EndOfStreamException();
                }

                line.Append((char)next);
            }

            return line.ToString();
        }

        public static void Send(NetworkStream stream, byte[] text)
        {
            foreach (var next in text)
            {
                stream.WriteByte(next);
            }
        }
#pragma warning restore NWA2015
    }

    private sealed class Mended(NetworkStream stream)
    {
        private readonly BufferedStream _buffered = new(stream);

        public string ReadLine()
        {
            var line = new StringBuilder();
            for (int next; (next = _buffered.ReadByte()) != '\n';)
            {
                if (next < 0)
                {
                    throw new EndOfStreamException();
                }

                line.Append((char)next);
            }

            return line.ToString();
        }

        public static void Send(NetworkStream stream, byte[] text) => stream.Write(text);
    }

    /// <summary>A network stream that counts how often it goes to the socket: each read and write of it is one call into the kernel. A class derived from NetworkStream sends what comes as a span, or as one byte, through these two.</summary>
    private sealed class CountingStream(Socket socket) : NetworkStream(socket)
    {
        public int Reads { get; private set; }

        public int Writes { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Reads++;
            return base.Read(buffer, offset, count);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Writes++;
            base.Write(buffer, offset, count);
        }
    }
}
