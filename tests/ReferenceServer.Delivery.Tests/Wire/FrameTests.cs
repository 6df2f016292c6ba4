using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Wire;

public sealed class FrameTests
{
    private const int BodyLimit = 1000;

    [Fact]
    public void A_frame_is_laid_out_as_the_document_says()
    {
        // docs/delivery-protocol.md, "An example": if this changes, the document must, and every other implementation.
        var status = Bytes(output => new Status(3, 4, 100, Stall.StoreFull).Write(output));
        Assert.Equal("0000001a" + "06" + "00" + "3cfa" + "0000000000000003" + "0000000000000004" + "0000000000000064" + "0001" + "5dc5b660", Convert.ToHexStringLower(status));
    }

    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));

    [Fact]
    public void The_checksum_is_the_same_in_lanes_and_byte_by_byte()
    {
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);
        var state = Checksum.Start;
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(state, Checksum.Add(Checksum.Start, bytes.AsSpan(0, length)));
            state = Checksum.Add(state, bytes.AsSpan(length, 1));
        }
    }

    [Fact]
    public void Frames_come_out_as_they_went_in_wherever_the_stream_is_split()
    {
        var stream = Samples().SelectMany(sample => sample).ToArray();
        for (var split = 0; split <= stream.Length; split++)
        {
            var buffer = Segments(stream[..split], stream[split..]);
            foreach (var sample in Samples())
            {
                Assert.Equal(FrameFound.Frame, FrameReader.Read(ref buffer, BodyLimit, out var frame, out _));
                Assert.Equal(sample[4], (byte)frame.Kind);
                Assert.Equal(sample[Frame.HeaderSize..^Frame.TrailerSize], frame.Body.ToArray());
            }

            Assert.Equal(ErrorCode.None, FrameReader.AtEnd(buffer));
        }
    }

    [Fact]
    public void Every_beginning_of_a_frame_needs_more_and_its_end_is_no_clean_end()
    {
        foreach (var sample in Samples())
        {
            for (var length = 1; length < sample.Length; length++)
            {
                var buffer = new ReadOnlySequence<byte>(sample, 0, length);
                Assert.Equal(FrameFound.NeedMore, FrameReader.Read(ref buffer, BodyLimit, out _, out _));
                Assert.Equal(length, buffer.Length);
                Assert.Equal(ErrorCode.EndedInsideFrame, FrameReader.AtEnd(buffer));
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        foreach (var sample in Samples())
        {
            for (var bit = 0; bit < sample.Length * 8; bit++)
            {
                var broken = sample.ToArray();
                broken[bit / 8] ^= (byte)(1 << (bit % 8));
                var buffer = new ReadOnlySequence<byte>(broken);
                Assert.Equal(FrameFound.Bad, FrameReader.Read(ref buffer, BodyLimit, out _, out var error));
                Assert.Equal(bit < Frame.HeaderSize * 8 ? ErrorCode.BadHeader : ErrorCode.BadChecksum, error);
            }
        }
    }

    [Fact]
    public void A_frame_over_the_limit_is_refused_by_its_header_alone()
    {
        var frame = Bytes(output => FrameWriter.Write(output, FrameKind.Data, FrameFlags.First, new byte[BodyLimit + 1]));
        var buffer = new ReadOnlySequence<byte>(frame, 0, Frame.HeaderSize);
        Assert.Equal(FrameFound.Bad, FrameReader.Read(ref buffer, BodyLimit, out _, out var error));
        Assert.Equal(ErrorCode.FrameTooLarge, error);
    }

    [Fact]
    public void A_control_frame_has_a_limit_of_its_own()
    {
        var frame = Bytes(output => FrameWriter.Write(output, FrameKind.Bye, FrameFlags.None, new byte[Frame.ControlBodyLimit + 1]));
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.Equal(FrameFound.Bad, FrameReader.Read(ref buffer, Frame.BodyCeiling, out _, out var error));
        Assert.Equal(ErrorCode.FrameTooLarge, error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(255)]
    public void A_kind_that_this_version_does_not_have_is_refused(byte kind)
    {
        var buffer = new ReadOnlySequence<byte>(Bytes(output => FrameWriter.Write(output, (FrameKind)kind, FrameFlags.None, default)));
        Assert.Equal(FrameFound.Bad, FrameReader.Read(ref buffer, BodyLimit, out _, out var error));
        Assert.Equal(ErrorCode.UnknownFrame, error);
    }

    [Fact]
    public void A_hello_comes_out_as_it_went_in()
    {
        var hello = AHello();
        Assert.Equal(ErrorCode.None, Hello.Read(Single(Bytes(hello.Write)), out var read));
        Assert.Equal(hello, read);
    }

    [Fact]
    public void A_welcome_comes_out_as_it_went_in()
    {
        var proof = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();
        var welcome = new Welcome(1, Features.Pieces, 9, new Positions(1, 2, 3, 4), Limits.Default, proof);
        Assert.Equal(ErrorCode.None, Welcome.Read(Single(Bytes(welcome.Write)), out var read));
        Assert.Equal(welcome with { Proof = default }, read! with { Proof = default });
        Assert.Equal(proof, read.Proof.ToArray());
    }

    [Fact]
    public void A_hello_of_another_protocol_version_or_size_has_its_own_error()
    {
        var body = AHello().ToBody();
        Assert.Equal(ErrorCode.NotThisProtocol, ReadHello([.. "GET "u8, .. body[4..]]));
        Assert.Equal(ErrorCode.UnsupportedVersion, ReadHello([.. body[..4], 2, 9, .. body[6..]]));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello([.. body, 0]));
        for (var length = 6; length < body.Length; length++)
        {
            Assert.Equal(ErrorCode.MalformedBody, ReadHello(body[..length]));
        }
    }

    [Fact]
    public void Positions_and_limits_that_cannot_be_are_malformed()
    {
        Assert.Equal(ErrorCode.MalformedBody, ReadHello((AHello() with { Positions = new Positions(2, 1, 0, 0) }).ToBody()));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello((AHello() with { Positions = new Positions(0, 0, 2, 1) }).ToBody()));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello((AHello() with { Limits = Limits.Default with { MaxBody = 1 } }).ToBody()));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello((AHello() with { Limits = Limits.Default with { WindowBytes = -1 } }).ToBody()));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello((AHello() with { Session = default }).ToBody()));
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_malformed()
    {
        var body = AHello().ToBody();
        body[^1] = 0xFF;
        Assert.Equal(ErrorCode.MalformedBody, ReadHello(body));
    }

    [Fact]
    public void A_name_over_the_limit_is_malformed_even_if_nothing_follows()
    {
        var body = (AHello() with { Peer = "" }).ToBody();
        body[^1] = Hello.PeerNameLimit + 1;
        Assert.Equal(ErrorCode.MalformedBody, ReadHello(body));
        Assert.Equal(ErrorCode.MalformedBody, ReadHello([.. body, .. new byte[Hello.PeerNameLimit + 1]]));
    }

    private static ErrorCode ReadHello(byte[] body) => Hello.Read(new Frame(FrameKind.Hello, FrameFlags.None, new ReadOnlySequence<byte>(body)), out _);

    private static Hello AHello() =>
        new((1, 1), Features.Pieces, new SessionId("0123456789abcdef"u8), new Incarnation(3, 4), 5, new Positions(1, 2, 3, 4), Limits.Default, "Zoë");

    private static List<byte[]> Samples() =>
    [
        Bytes(AHello().Write),
        Bytes(output => FrameWriter.Write(output, FrameKind.Data, FrameFlags.Last, new byte[8], "payload"u8)),
        Bytes(output => FrameWriter.Write(output, FrameKind.Data, FrameFlags.None, default)),
        Bytes(output => new Bye(ErrorCode.ShuttingDown, "later").Write(output)),
    ];

    private static Frame Single(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameFound.Frame, FrameReader.Read(ref buffer, BodyLimit, out var frame, out _));
        Assert.True(buffer.IsEmpty);
        return frame;
    }

    private static byte[] Bytes(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static ReadOnlySequence<byte> Segments(byte[] first, byte[] second)
    {
        var end = new Segment(second, first.Length);
        return new ReadOnlySequence<byte>(new Segment(first, 0, end), 0, end, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long index, Segment? next = null) => (Memory, RunningIndex, Next) = (bytes, index, next);
    }
}
