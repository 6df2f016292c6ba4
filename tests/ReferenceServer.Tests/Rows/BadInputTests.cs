using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;

namespace ReferenceServer.Tests.Rows;

/// <summary>Bad input gets a clear answer and costs its sender its own connection: one that was open before is served all the time.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("garbage", "HTTP/1.1 400")]
    [InlineData("TLS hello", "HTTP/1.1 400")]
    [InlineData("header of 64 kB", "HTTP/1.1 431")]
    [InlineData("target of 64 kB", "HTTP/1.1 414")]
    public async Task What_is_no_request_is_answered_so_and_its_connection_closed(string what, string answer)
    {
        using var sample = await Sample.StartAsync("reference");
        using var good = sample.Connect();
        Assert.NotNull(await Sample.AskAsync(good, "/hello"));

        using var bad = sample.Connect();
        await bad.SendAsync(BytesOf(what)).Bounded();
        Assert.StartsWith(answer, await ToEndAsync(bad));
        Assert.NotNull(await Sample.AskAsync(good, "/hello"));
    }

    [Fact]
    public async Task Half_a_request_and_an_end_cost_nobody_else_anything()
    {
        using var sample = await Sample.StartAsync("reference", more: ["--log", "Debug"]);
        using var good = sample.Connect();
        Assert.NotNull(await Sample.AskAsync(good, "/hello"));

        using (var half = sample.Connect())
        {
            await half.SendAsync("GET /hello HTTP/1.1\r\nHo"u8.ToArray()).Bounded();
        }

        await Patience.Until(() => sample.Lines.Any(line => line.Contains("ended: PeerClosed", StringComparison.Ordinal)), "the log says PeerClosed");
        Assert.NotNull(await Sample.AskAsync(good, "/hello"));
    }

    [Fact]
    public async Task A_header_that_comes_byte_by_byte_ends_at_its_deadline()
    {
        using var sample = await Sample.StartAsync("reference", more: ["--headers", "1"]);
        using var slow = sample.Connect();
        var answer = ToEndAsync(slow);
        try
        {
            foreach (var one in "GET /hello HTTP/1.1\r\nX-Slow: "u8.ToArray().Concat(Enumerable.Repeat((byte)'a', 1000)))
            {
                if (answer.IsCompleted)
                {
                    break;
                }

                await slow.SendAsync(new[] { one });
                await Task.Delay(20);
            }
        }
        catch (SocketException)
        {
            // It was closed while we wrote.
        }

        Assert.StartsWith("HTTP/1.1 408", await answer.Bounded());
    }

    [Fact]
    public async Task A_body_that_does_not_come_ends_the_connection_with_that_reason()
    {
        using var sample = await Sample.StartAsync("reference", more: ["--log", "Debug"]);
        using var slow = sample.Connect();
        await slow.SendAsync("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx"u8.ToArray()).Bounded();
        await Patience.Until(() => sample.Lines.Any(line => line.Contains("ended: BodyDeadline", StringComparison.Ordinal)), "the log says BodyDeadline");
    }

    private static byte[] BytesOf(string what) => what switch
    {
        "garbage" => [.. Enumerable.Range(1, 200).Select(i => (byte)((i * 37) | 0x80)), .. "\r\n\r\n"u8],

        // RFC 8446, 5.1: handshake (22), legacy version, length; then the start of a ClientHello.
        "TLS hello" => [0x16, 0x03, 0x01, 0x00, 0x2D, 0x01, 0x00, 0x00, 0x29, 0x03, 0x03, .. new byte[34], .. "\r\n\r\n"u8],
        "header of 64 kB" => Encoding.ASCII.GetBytes($"GET /hello HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 65_536)}\r\n\r\n"),
        "target of 64 kB" => Encoding.ASCII.GetBytes($"GET /{new string('a', 65_536)} HTTP/1.1\r\nHost: x\r\n\r\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    /// <summary>All that comes until the connection ends, by an end or by a reset after it.</summary>
    private static async Task<string> ToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer).Bounded() is > 0 and var count)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
        }

        return text.ToString();
    }
}
