using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2008: the end comes when the peer closes, and the peer waits for the answer.</summary>
public sealed class ReadToEndOfOpenConnectionExperiment
{
    [Fact]
    public async Task The_request_is_there_and_both_sides_wait()
    {
        using var pair = ConnectedPair.Connect();
        var answering = Patience.OnOwnThread(() => Pitfall.Answer(pair.Near));

        pair.Far.Send("hello\n"u8);
        Assert.False(pair.Far.Poll(Patience.Watch, SelectMode.SelectRead));
        Assert.False(answering.IsCompleted);

        // The cause taken away: the client gives up, and now it is answered.
        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal("hello\n", await answering.Bounded());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loop_until_the_end_waits_too(bool peeks)
    {
        using var pair = ConnectedPair.Connect();
        var answering = Patience.OnOwnThread(() => peeks ? Pitfall.AnswerByPeek(pair.Near) : Pitfall.AnswerByEndOfStream(pair.Near));

        pair.Far.Send("hello\n"u8);
        Assert.False(pair.Far.Poll(Patience.Watch, SelectMode.SelectRead));
        Assert.False(answering.IsCompleted);
        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal("hello", await answering.Bounded());
    }

    [Fact]
    public async Task Read_as_a_line_it_is_answered_at_once()
    {
        using var pair = ConnectedPair.Connect();
        var answering = Patience.OnOwnThread(() => Mended.Answer(pair.Near));

        pair.Far.Send("hello\n"u8);
        var buffer = new byte[99];
        Assert.True(pair.Far.Receive(buffer) > 0);
        Assert.Equal("hello", await answering.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA2008 // the sin is the exhibit
        public static string Answer(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var request = new StreamReader(stream).ReadToEnd();
            stream.Write(Encoding.ASCII.GetBytes(request));
            return request;
        }

        public static string AnswerByEndOfStream(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var reader = new StreamReader(stream);
            var request = "";
            while (!reader.EndOfStream)
            {
                request += reader.ReadLine();
            }

            stream.Write(Encoding.ASCII.GetBytes(request));
            return request;
        }

        public static string AnswerByPeek(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var reader = new StreamReader(stream);
            var request = "";
            while (reader.Peek() >= 0)
            {
                request += reader.ReadLine();
            }

            stream.Write(Encoding.ASCII.GetBytes(request));
            return request;
        }
#pragma warning restore NWA2008
    }

    private static class Mended
    {
        public static string? Answer(Socket socket)
        {
            using var stream = new NetworkStream(socket);
            var request = new StreamReader(stream).ReadLine();
            stream.Write(Encoding.ASCII.GetBytes(request + "\n"));
            return request;
        }
    }
}
