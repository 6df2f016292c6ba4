using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace ReferenceServer.Delivery.Wire;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds every error of up to three bits in frames of this size, and the processor has an instruction for it.
/// It guards against accidents; it is no signature.
/// </summary>
public static class Checksum
{
    /// <summary>The state before the first byte.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The checksum of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => End(Add(Start, bytes));

    /// <summary>The state after these bytes.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var one in bytes)
        {
            state = BitOperations.Crc32C(state, one);
        }

        return state;
    }

    /// <inheritdoc cref="Add(uint, ReadOnlySpan{byte})"/>
    public static uint Add(uint state, in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            state = Add(state, segment.Span);
        }

        return state;
    }

    /// <summary>The checksum that a state stands for.</summary>
    public static uint End(uint state) => ~state;
}
