using System;
using System.Buffers;
using System.Buffers.Binary;

namespace ReferenceServer.Delivery.Wire;

/// <summary>Finds frames in bytes: pure, synchronous, without memory of its own. Limits are checked before anything is awaited or buffered.</summary>
public static class FrameReader
{
    /// <summary>
    /// Takes one frame off the front of <paramref name="buffer"/>.
    /// </summary>
    /// <param name="buffer">What has arrived; on <see cref="FrameFound.Frame"/> advanced past the frame, else unchanged.</param>
    /// <param name="bodyLimit">The largest body of a data frame that this reader takes, in bytes.</param>
    /// <param name="frame">The frame found.</param>
    /// <param name="error">What is wrong when the result is <see cref="FrameFound.Bad"/>.</param>
    public static FrameFound Read(ref ReadOnlySequence<byte> buffer, int bodyLimit, out Frame frame, out ErrorCode error)
    {
        frame = default;
        error = ErrorCode.None;
        if (buffer.Length < Frame.HeaderSize)
        {
            return FrameFound.NeedMore;
        }

        Span<byte> header = stackalloc byte[Frame.HeaderSize];
        buffer.Slice(0, Frame.HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        var kind = (FrameKind)header[4];
        var flags = (FrameFlags)header[5];
        error = CheckHeader(header, length, kind, flags, bodyLimit);
        if (error != ErrorCode.None)
        {
            return FrameFound.Bad;
        }

        var whole = Frame.HeaderSize + (long)length + Frame.TrailerSize;
        if (buffer.Length < whole)
        {
            return FrameFound.NeedMore;
        }

        var body = buffer.Slice(Frame.HeaderSize, length);
        Span<byte> trailer = stackalloc byte[Frame.TrailerSize];
        buffer.Slice(whole - Frame.TrailerSize, Frame.TrailerSize).CopyTo(trailer);
        if (Checksum.End(Checksum.Add(Checksum.Add(Checksum.Start, header), body)) != BinaryPrimitives.ReadUInt32BigEndian(trailer))
        {
            error = ErrorCode.BadChecksum;
            return FrameFound.Bad;
        }

        frame = new Frame(kind, flags, body);
        buffer = buffer.Slice(whole);
        return FrameFound.Frame;
    }

    /// <summary>What the end of the stream means with this much unread: a clean end, or an end inside a frame.</summary>
    public static ErrorCode AtEnd(in ReadOnlySequence<byte> rest) => rest.IsEmpty ? ErrorCode.None : ErrorCode.EndedInsideFrame;

    private static ErrorCode CheckHeader(ReadOnlySpan<byte> header, uint length, FrameKind kind, FrameFlags flags, int bodyLimit)
    {
        if ((ushort)Checksum.Of(header[..6]) != BinaryPrimitives.ReadUInt16BigEndian(header[6..]))
        {
            return ErrorCode.BadHeader;
        }

        if (kind is < FrameKind.Hello or > FrameKind.Bye)
        {
            return ErrorCode.UnknownFrame;
        }

        if (length > (kind == FrameKind.Data ? bodyLimit : Frame.ControlBodyLimit))
        {
            return ErrorCode.FrameTooLarge;
        }

        return kind == FrameKind.Data || flags == FrameFlags.None ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

/// <summary>What <see cref="FrameReader.Read"/> found.</summary>
public enum FrameFound
{
    /// <summary>The frame is not complete yet.</summary>
    NeedMore,

    /// <summary>A frame.</summary>
    Frame,

    /// <summary>Bytes that no frame begins with; the connection is of no more use.</summary>
    Bad,
}
