using System;
using System.Buffers;
using System.Buffers.Binary;

namespace ReferenceServer.Delivery.Wire;

/// <summary>Writes frames: header, body in two parts, trailer.</summary>
public static class FrameWriter
{
    /// <summary>Writes one frame whose body is <paramref name="head"/> followed by <paramref name="rest"/>.</summary>
    public static void Write(IBufferWriter<byte> output, FrameKind kind, FrameFlags flags, ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var start = output.GetSpan(Frame.HeaderSize + head.Length);
        var header = start[..Frame.HeaderSize];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)(head.Length + rest.Length));
        header[4] = (byte)kind;
        header[5] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)Checksum.Of(header[..6]));
        head.CopyTo(start[Frame.HeaderSize..]);
        var state = Checksum.Add(Checksum.Start, start[..(Frame.HeaderSize + head.Length)]);
        output.Advance(Frame.HeaderSize + head.Length);

        output.Write(rest);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(Frame.TrailerSize), Checksum.End(Checksum.Add(state, rest)));
        output.Advance(Frame.TrailerSize);
    }
}
