using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2009: what a reader has read ahead goes with it, and the next reader never sees it.</summary>
public sealed class SecondReaderExperiment
{
    [Fact]
    public void A_reader_for_each_line_loses_the_line_that_came_along()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver("one\ntwo\n"u8);
        pair.CloseFar();

        Assert.Equal(["one"], Pitfall.Lines(stream));
    }

    [Fact]
    public void One_reader_for_the_connection_sees_both()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver("one\ntwo\n"u8);
        pair.CloseFar();

        Assert.Equal(["one", "two"], Mended.Lines(stream));
    }

    private static class Pitfall
    {
#pragma warning disable NWA2009 // the sin is the exhibit
        public static List<string> Lines(NetworkStream stream)
        {
            stream.ReadTimeout = 10_000;
            var lines = new List<string>();
            while (true)
            {
                var reader = new StreamReader(stream);
                var line = reader.ReadLine();
                if (line is null)
                {
                    return lines;
                }

                lines.Add(line);
            }
        }
#pragma warning restore NWA2009
    }

    private static class Mended
    {
        public static List<string> Lines(NetworkStream stream)
        {
            stream.ReadTimeout = 10_000;
            var lines = new List<string>();
            var reader = new StreamReader(stream);
            while (true)
            {
                var line = reader.ReadLine();
                if (line is null)
                {
                    return lines;
                }

                lines.Add(line);
            }
        }
    }
}
