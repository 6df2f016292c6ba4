using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2006: that nothing waits does not say that nothing more comes.</summary>
public sealed class AvailableTakenForEndExperiment
{
    [Fact]
    public async Task Half_a_request_is_taken_for_one_and_the_rest_for_another()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);

        pair.Deliver("GET / HTTP/1.1\r\n"u8);
        Assert.Equal("GET / HTTP/1.1\r\n", await Patience.OnOwnThread(() => Pitfall.Read(stream)).Bounded());

        pair.Deliver("Host: a\r\n\r\n"u8);
        Assert.Equal("Host: a\r\n\r\n", await Patience.OnOwnThread(() => Pitfall.Read(stream)).Bounded());
    }

    [Fact]
    public async Task Read_to_its_delimiter_it_comes_whole()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);

        pair.Deliver("GET / HTTP/1.1\r\n"u8);
        var reading = Patience.OnOwnThread(() => Mended.Read(stream));
        pair.UntilTaken();
        Assert.False(reading.IsCompleted);

        pair.Far.Send("Host: a\r\n\r\n"u8);
        Assert.Equal("GET / HTTP/1.1\r\nHost: a\r\n\r\n", await reading.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2006 // the sin is the exhibit
        public static string Read(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[1024];
            do
            {
                var count = stream.Read(buffer, 0, buffer.Length);
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
            while (stream.DataAvailable);
            return text.ToString();
        }
#pragma warning restore NWA2006
    }

    private static class Mended
    {
        public static string Read(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[1024];
            while (!text.ToString().EndsWith("\r\n\r\n", System.StringComparison.Ordinal))
            {
                var count = stream.Read(buffer, 0, buffer.Length);
                if (count == 0)
                {
                    throw new EndOfStreamException();
                }

                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            return text.ToString();
        }
    }
}
