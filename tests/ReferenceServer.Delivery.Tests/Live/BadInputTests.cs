using System;
using System.Buffers;
using System.Linq;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>Each kind of bad input has its error code, closes only its own connection, and the session goes on afterwards with nothing lost.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("garbage", ErrorCode.BadHeader)]
    [InlineData("http", ErrorCode.BadHeader)]
    [InlineData("oversized", ErrorCode.FrameTooLarge)]
    [InlineData("unknown kind", ErrorCode.UnknownFrame)]
    [InlineData("bit flip in the body", ErrorCode.BadChecksum)]
    [InlineData("short body", ErrorCode.MalformedBody)]
    [InlineData("wrong magic", ErrorCode.NotThisProtocol)]
    [InlineData("data first", ErrorCode.NotThisProtocol)]
    [InlineData("wrong version", ErrorCode.UnsupportedVersion)]
    [InlineData("nothing", ErrorCode.HandshakeTooSlow)]
    public async Task Before_the_handshake(string what, ErrorCode code)
    {
        await using var server = await LiveServer.StartAsync(options => options.HandshakeTimeout = TimeSpan.FromSeconds(1));
        await using var bystander = await server.ConnectAsync();
        await bystander.Session.SendAsync(new byte[1]).WaitAsync(LiveServer.Patience);
        using var client = new RawClient(server.Address);
        client.Send(Opening(what, client.Hello()));
        Assert.Equal(code, client.Ending());
        await bystander.Session.SendAsync(new byte[2]).WaitAsync(LiveServer.Patience);
        Assert.Equal(1UL, bystander.Session.Epoch);
    }

    [Theory]
    [InlineData("garbage", ErrorCode.BadHeader)]
    [InlineData("oversized", ErrorCode.FrameTooLarge)]
    [InlineData("second hello", ErrorCode.UnexpectedFrame)]
    [InlineData("gap", ErrorCode.SequenceGap)]
    [InlineData("middle piece", ErrorCode.PieceOutOfPlace)]
    [InlineData("message too large", ErrorCode.MessageTooLarge)]
    [InlineData("message checksum", ErrorCode.MessageCorrupt)]
    [InlineData("acknowledged unsent", ErrorCode.AcknowledgedUnsent)]
    [InlineData("silence", ErrorCode.PeerSilent)]
    [InlineData("truncated", ErrorCode.EndedInsideFrame)]
    public async Task In_a_session(string what, ErrorCode code)
    {
        await using var server = await LiveServer.StartAsync();
        await using var bystander = await server.ConnectAsync();
        await bystander.Session.SendAsync(new byte[1]).WaitAsync(LiveServer.Patience);
        using var client = new RawClient(server.Address);
        Assert.Equal(ErrorCode.None, client.Handshake(client.Hello()));
        client.Send(output => Data(output, 1, [7], 1, Checksum.Of([7])));
        client.Send(output => Sin(what, client.Hello(), output));
        if (what == "truncated")
        {
            client.EndOfStream();
        }

        Assert.Equal(code, client.Ending());

        // What was right before the sin is here, and the session goes on behind it.
        Assert.Equal(ErrorCode.None, client.Again().Handshake(client.Hello() with { Epoch = 1, Positions = new Positions(0, 0, 0, 9) }));
        client.Send(output => Data(output, 2, [8], 1, Checksum.Of([8])));
        await LiveServer.UntilAsync(() => server.Handled.Count == 3, "both of its messages were handled");
        Assert.Equal([7, 8], server.Handled.Where(message => message.Session.Id == client.Hello().Session).Select(message => (int)message.Payload.Span[0]));
        await bystander.Session.SendAsync(new byte[2]).WaitAsync(LiveServer.Patience);
        Assert.Equal(1UL, bystander.Session.Epoch);
    }

    [Fact]
    public async Task An_epoch_from_the_future_and_an_acknowledgement_that_never_was_end_only_their_own_claim()
    {
        await using var server = await LiveServer.StartAsync();
        using var client = new RawClient(server.Address);
        Assert.Equal(ErrorCode.None, client.Handshake(client.Hello()));
        Assert.Equal(ErrorCode.EpochFromFuture, client.Again().Handshake(client.Hello() with { Epoch = 9 }));
        Assert.Equal(ErrorCode.PositionLost, client.Again().Handshake(client.Hello() with { Positions = new Positions(0, 0, 5, 5) }));
        Assert.Equal(ErrorCode.AcknowledgedUnsent, client.Again().Handshake(client.Hello() with { Positions = new Positions(5, 5, 0, 0) }));
        Assert.Equal(ErrorCode.None, client.Again().Handshake(client.Hello() with { Epoch = 1 }));
    }

    [Fact]
    public async Task Of_two_connections_that_claim_one_session_the_later_has_it_and_the_earlier_is_told()
    {
        await using var server = await LiveServer.StartAsync();
        using var earlier = new RawClient(server.Address);
        var hello = earlier.Hello();
        Assert.Equal(ErrorCode.None, earlier.Handshake(hello));
        using var later = new RawClient(server.Address);
        Assert.Equal(ErrorCode.None, later.Handshake(hello));
        Assert.Equal(ErrorCode.Superseded, earlier.Ending());
        later.Send(output => Data(output, 1, [7], 1, Checksum.Of([7])));
        await LiveServer.UntilAsync(() => server.Handled.Count == 1, "the later one's message was handled");
    }

    private static byte[] Opening(string what, Hello hello)
    {
        var body = hello.ToBody();
        return what switch
        {
            "garbage" => Enumerable.Repeat((byte)0xA5, 100).ToArray(),
            "http" => "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(),
            "oversized" => Framed(FrameKind.Hello, new byte[Frame.ControlBodyLimit + 1]),
            "unknown kind" => Framed((FrameKind)99, body),
            "bit flip in the body" => [.. Framed(FrameKind.Hello, body)[..20], 0xFF, .. Framed(FrameKind.Hello, body)[21..]],
            "short body" => Framed(FrameKind.Hello, body[..^1]),
            "wrong magic" => Framed(FrameKind.Hello, [1, 2, 3, 4, .. body[4..]]),
            "data first" => Framed(FrameKind.Data, body),
            "wrong version" => Framed(FrameKind.Hello, [.. body[..4], 7, 8, .. body[6..]]),
            "nothing" => [0],
            _ => throw new ArgumentException(what),
        };
    }

    private static void Sin(string what, Hello hello, IBufferWriter<byte> output)
    {
        switch (what)
        {
            case "garbage":
                output.Write(Enumerable.Repeat((byte)0xA5, 100).ToArray());
                break;
            case "oversized":
                output.Write(Framed(FrameKind.Data, new byte[LiveServer.Quick.MaxBody + 1]));
                break;
            case "second hello":
                hello.Write(output);
                break;
            case "gap":
                Data(output, 3, [1], 1, Checksum.Of([1]));
                break;
            case "middle piece":
                FrameWriter.Write(output, FrameKind.Data, FrameFlags.None, [0, 0, 0, 0, 0, 0, 0, 2], [1]);
                break;
            case "message too large":
                Data(output, 2, [1], LiveServer.Quick.MaxMessage + 1, 0, FrameFlags.First);
                break;
            case "message checksum":
                Data(output, 2, [1], 1, 12345);
                break;
            case "acknowledged unsent":
                new Status(5, 5, 0, Stall.None).Write(output);
                break;
            case "truncated":
                output.Write(Framed(FrameKind.Data, new byte[20])[..^1]);
                break;
        }
    }

    private static void Data(IBufferWriter<byte> output, ulong sequence, byte[] payload, int total, uint checksum, FrameFlags flags = FrameFlags.First | FrameFlags.Last)
    {
        var head = new FieldWriter(new byte[16]);
        head.UInt64(sequence);
        head.UInt32((uint)total);
        head.UInt32(checksum);
        FrameWriter.Write(output, FrameKind.Data, flags, head.Written, payload);
    }

    private static byte[] Framed(FrameKind kind, byte[] body)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, kind, FrameFlags.None, body);
        return output.WrittenSpan.ToArray();
    }
}
