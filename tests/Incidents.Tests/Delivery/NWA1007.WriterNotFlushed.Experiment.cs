using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1007: what was written lies in the writer while the reply is awaited.</summary>
public sealed class WriterNotFlushedExperiment
{
    [Fact]
    public async Task The_server_gets_nothing()
    {
        using var pair = ConnectedPair.Connect();
        var greeting = Patience.OnOwnThread(() => Pitfall.Greet(pair.Near));

        Assert.False(pair.Far.Poll(Patience.Watch, SelectMode.SelectRead));
        Assert.False(greeting.IsCompleted);

        // The cause taken away: somebody answers unasked.
        pair.Far.Send("250 ok\r\n"u8);
        Assert.Equal("250 ok", await greeting.Bounded());
    }

    [Fact]
    public async Task With_AutoFlush_it_has_the_greeting_and_answers()
    {
        using var pair = ConnectedPair.Connect();
        var greeting = Patience.OnOwnThread(() => Mended.Greet(pair.Near));

        var buffer = new byte[99];
        Assert.True(pair.Far.Receive(buffer) > 0);
        pair.Far.Send("250 ok\r\n"u8);
        Assert.Equal("250 ok", await greeting.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA1007 // the sin is the exhibit
        public static string? Greet(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var reader = new StreamReader(stream);
            var writer = new StreamWriter(stream);
            writer.WriteLine("HELO example.org");
            return reader.ReadLine();
        }
#pragma warning restore NWA1007
    }

    private static class Mended
    {
        public static string? Greet(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var reader = new StreamReader(stream);
            var writer = new StreamWriter(stream) { AutoFlush = true };
            writer.WriteLine("HELO example.org");
            return reader.ReadLine();
        }
    }
}
