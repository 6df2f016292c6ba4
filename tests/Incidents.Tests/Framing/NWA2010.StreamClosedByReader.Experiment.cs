using System;
using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2010: a writer that is disposed takes the connection with it, and the reply can no longer be read.</summary>
public sealed class StreamClosedByReaderExperiment
{
    [Fact]
    public void After_the_writer_was_disposed_the_connection_is_closed()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near, ownsSocket: true);
        pair.Deliver("the reply\n"u8);

        Assert.ThrowsAny<Exception>(() => Pitfall.Ask(stream));
    }

    [Fact]
    public void A_writer_that_leaves_open_leaves_the_reply_to_be_read()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near, ownsSocket: true);
        pair.Deliver("the reply\n"u8);

        Assert.Equal("the reply", Mended.Ask(stream));
        Patience.Until(() => pair.Far.Available == "question\n".Length, "the question has arrived");
    }

    private static class Pitfall
    {
#pragma warning disable NWA2010 // the sin is the exhibit
        public static string? Ask(NetworkStream stream)
        {
            stream.ReadTimeout = 10_000;
            using (var writer = new StreamWriter(stream) { NewLine = "\n" })
            {
                writer.WriteLine("question");
            }

            using var reader = new StreamReader(stream);
            return reader.ReadLine();
        }
#pragma warning restore NWA2010
    }

    private static class Mended
    {
        public static string? Ask(NetworkStream stream)
        {
            stream.ReadTimeout = 10_000;
            using (var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" })
            {
                writer.WriteLine("question");
            }

            using var reader = new StreamReader(stream, leaveOpen: true);
            return reader.ReadLine();
        }
    }
}
