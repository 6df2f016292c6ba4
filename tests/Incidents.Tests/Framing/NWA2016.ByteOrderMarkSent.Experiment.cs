using System.IO;
using System.Net.Sockets;
using System.Text;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2016: the first bytes on the wire are those of the encoding, not of the message.</summary>
public sealed class ByteOrderMarkSentExperiment
{
    [Fact]
    public void Encoding_UTF8_sends_three_bytes_before_the_command()
    {
        using var pair = ConnectedPair.Connect();

        Pitfall.Greet(pair.Near);

        Assert.Equal([0xEF, 0xBB, 0xBF, .. "HELO\r\n"u8], Received(pair, 9));
    }

    [Fact]
    public void Without_the_mark_the_command_comes_first()
    {
        using var pair = ConnectedPair.Connect();

        Mended.Greet(pair.Near);

        Assert.Equal("HELO\r\n"u8.ToArray(), Received(pair, 6));
    }

    [Fact]
    public void A_reader_of_dotnet_takes_the_mark_off_and_so_hides_it()
    {
        using var pair = ConnectedPair.Connect();
        using var reader = new StreamReader(new NetworkStream(pair.Far), Encoding.UTF8);

        Pitfall.Greet(pair.Near);

        Assert.Equal("HELO", reader.ReadLine());
    }

    private static byte[] Received(ConnectedPair pair, int count)
    {
        Patience.Until(() => pair.Far.Available >= count, "the greeting has arrived");
        var bytes = new byte[pair.Far.Available];
        using var stream = new NetworkStream(pair.Far);
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static class Pitfall
    {
#pragma warning disable NWA2016 // the sin is the exhibit
        public static void Greet(Socket socket)
        {
            using var writer = new StreamWriter(new NetworkStream(socket), Encoding.UTF8);
            writer.Write("HELO\r\n");
        }
#pragma warning restore NWA2016
    }

    private static class Mended
    {
        public static void Greet(Socket socket)
        {
            using var writer = new StreamWriter(new NetworkStream(socket), new UTF8Encoding(false));
            writer.Write("HELO\r\n");
        }
    }
}
