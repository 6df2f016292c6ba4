using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2007: a length counted in characters is too small for the bytes, and the receiver loses its place in the stream.</summary>
public sealed class LengthInCharactersExperiment
{
    private const int LongestText = 1024;
    private const string Page = "Grüezi aus Zürich";

    [Fact]
    public async Task Characters_as_length_prefix_put_the_receiver_out_of_step()
    {
        using var pair = ConnectedPair.Connect();

        Pitfall.Send(pair.Far, "Zürich");
        Pitfall.Send(pair.Far, "Bern");

        Assert.Equal("Züric", await Patience.OnOwnThread(() => Receive(pair.Near)).Bounded());

        // The "h" left over is taken for the first byte of a length: 'h' is 0x68, so 1.7 GB are announced.
        var lost = await Assert.ThrowsAsync<InvalidDataException>(() => Patience.OnOwnThread(() => Receive(pair.Near)).Bounded());
        Assert.Equal(0x68000000.ToString(), lost.Message);
    }

    [Fact]
    public async Task Bytes_as_length_prefix_keep_it_in_step()
    {
        using var pair = ConnectedPair.Connect();

        Mended.Send(pair.Far, "Zürich");
        Mended.Send(pair.Far, "Bern");

        Assert.Equal("Zürich", await Patience.OnOwnThread(() => Receive(pair.Near)).Bounded());
        Assert.Equal("Bern", await Patience.OnOwnThread(() => Receive(pair.Near)).Bounded());
    }

    [Fact]
    public async Task Characters_as_Content_Length_cut_off_the_page() =>
        Assert.Equal("Grüezi aus Züri", await Browse(Pitfall.Respond, Page));

    [Fact]
    public async Task Bytes_as_Content_Length_show_it_whole() =>
        Assert.Equal(Page, await Browse(Mended.Respond, Page));

    private static string Receive(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        var prefix = new byte[4];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length > LongestText)
        {
            throw new InvalidDataException(length.ToString());
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    private static async Task<string> Browse(Action<Socket, string> respond, string page)
    {
        using var server = new RunningServer(async listener =>
        {
            using var browser = await listener.AcceptAsync();
            var request = new byte[4096];
            if (await browser.ReceiveAsync(request) > 0)
            {
                respond(browser, page);
            }
        });
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://{server.Address}/")).Bounded();
    }

    private static class Pitfall
    {
#pragma warning disable NWA2007 // the sin is the exhibit
        public static void Send(Socket socket, string text)
        {
            var prefix = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(prefix, text.Length);
            socket.Send(prefix);
            socket.Send(Encoding.UTF8.GetBytes(text));
        }

        public static void Respond(Socket socket, string page) =>
            socket.Send(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n{page}"));
#pragma warning restore NWA2007
    }

    private static class Mended
    {
        public static void Send(Socket socket, string text)
        {
            var prefix = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(prefix, Encoding.UTF8.GetByteCount(text));
            socket.Send(prefix);
            socket.Send(Encoding.UTF8.GetBytes(text));
        }

        public static void Respond(Socket socket, string page) =>
            socket.Send(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\n\r\n{page}"));
    }
}
