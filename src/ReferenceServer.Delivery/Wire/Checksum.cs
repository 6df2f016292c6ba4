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
    // The instruction takes three cycles and one can begin in each: so three lanes are walked at once and put together, which state and bytes being linear allows.
    private const int Lane = 512;
    private static readonly uint[] s_skipLane = SkipLane();

    /// <summary>The state before the first byte.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The checksum of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => End(Add(Start, bytes));

    /// <summary>The state after these bytes.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 3 * Lane)
        {
            var first = bytes[..Lane];
            var second = bytes[Lane..(2 * Lane)];
            var third = bytes[(2 * Lane)..(3 * Lane)];
            var (secondState, thirdState) = (0u, 0u);
            for (var i = 0; i < Lane; i += sizeof(ulong))
            {
                state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(first[i..]));
                secondState = BitOperations.Crc32C(secondState, BinaryPrimitives.ReadUInt64LittleEndian(second[i..]));
                thirdState = BitOperations.Crc32C(thirdState, BinaryPrimitives.ReadUInt64LittleEndian(third[i..]));
            }

            state = Skip(Skip(state) ^ secondState) ^ thirdState;
            bytes = bytes[(3 * Lane)..];
        }

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

    // The state after a lane of zeros.
    private static uint Skip(uint state) =>
        s_skipLane[(byte)state] ^ s_skipLane[256 + (byte)(state >> 8)] ^ s_skipLane[512 + (byte)(state >> 16)] ^ s_skipLane[768 + (state >> 24)];

    private static uint[] SkipLane()
    {
        var table = new uint[4 * 256];
        for (var i = 0; i < table.Length; i++)
        {
            var state = (uint)(i % 256) << (i / 256 * 8);
            for (var zeros = 0; zeros < Lane; zeros += sizeof(ulong))
            {
                state = BitOperations.Crc32C(state, 0UL);
            }

            table[i] = state;
        }

        return table;
    }
}
