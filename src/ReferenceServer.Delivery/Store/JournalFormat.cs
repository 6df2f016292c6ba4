using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Store;

/// <summary>A stretch of a journal file that is not what was written there.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsTail">
/// Whether nothing whole follows: then it is what a crash leaves of a batch that was never confirmed, and it is cut off. Whole batches behind it mean damage to what was confirmed.
/// </param>
public readonly record struct JournalDamage(long Offset, long Length, bool IsTail);

/// <summary>
/// A journal file: a header of 20 bytes ("NWRDJRNL", version (2), 0 (2), generation (4), CRC-32C of these), then batches: magic (4), length (4), CRC-32C (4), records.
/// A batch's checksum covers its generation and its offset, too, so that bytes of an older file or of another place are never taken for it. A batch counts whole or not at all: it is what was
/// written, and confirmed, at once. All numbers are big-endian. Pure and synchronous.
/// </summary>
internal static class JournalFormat
{
    public const int FileHeaderSize = 20;
    public const int BatchHeaderSize = 12;
    public const ushort Version = 1;
    private const uint BatchMagic = 0x4E57424Au;

    private static ReadOnlySpan<byte> FileMagic => "NWRDJRNL"u8;

    private static ReadOnlySpan<byte> BatchMagicBytes => [0x4E, 0x57, 0x42, 0x4A];

    public static byte[] FileHeader(uint generation)
    {
        var header = new byte[FileHeaderSize];
        FileMagic.CopyTo(header);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), generation);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), Checksum.Of(header.AsSpan(0, 16)));
        return header;
    }

    /// <summary>Why a file with this header cannot be read, or null.</summary>
    public static string? Refuse(ReadOnlySpan<byte> file, uint generation)
    {
        if (file.Length < FileHeaderSize || !file[..8].SequenceEqual(FileMagic))
        {
            return "it is no delivery journal";
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(file[16..]) != Checksum.Of(file[..16]))
        {
            return "its header is damaged";
        }

        var version = BinaryPrimitives.ReadUInt16BigEndian(file[8..]);
        return version != Version ? $"it is of version {version} and this program reads version {Version}"
            : BinaryPrimitives.ReadUInt32BigEndian(file[12..]) != generation ? "its name and its header name different generations"
            : null;
    }

    /// <summary>Puts header and checksum before the records that stand in <paramref name="batch"/> from <see cref="BatchHeaderSize"/> on.</summary>
    public static void Seal(Span<byte> batch, uint generation, long offset)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch, BatchMagic);
        BinaryPrimitives.WriteUInt32BigEndian(batch[4..], (uint)(batch.Length - BatchHeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(batch[8..], ChecksumOf(batch[BatchHeaderSize..], generation, offset));
    }

    /// <summary>Reads a file from behind its header to its end.</summary>
    /// <returns>Where the last whole batch ends.</returns>
    public static long Read(ReadOnlyMemory<byte> file, uint generation, Action<StoreRecord> onRecord, List<JournalDamage> damage)
    {
        var offset = FileHeaderSize;
        while (offset < file.Length)
        {
            if (TryBatch(file, offset, generation, out var records))
            {
                RecordCodec.Read(records, onRecord);
                offset += BatchHeaderSize + records.Length;
                continue;
            }

            var next = NextWhole(file, offset + 1, generation);
            damage.Add(new JournalDamage(offset, (next < 0 ? file.Length : next) - offset, next < 0));
            if (next < 0)
            {
                return offset;
            }

            offset = next;
        }

        return offset;
    }

    private static bool TryBatch(ReadOnlyMemory<byte> file, int offset, uint generation, out ReadOnlyMemory<byte> records)
    {
        records = default;
        var rest = file.Span[offset..];
        if (rest.Length < BatchHeaderSize || BinaryPrimitives.ReadUInt32BigEndian(rest) != BatchMagic)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        if (length > rest.Length - BatchHeaderSize)
        {
            return false;
        }

        records = file.Slice(offset + BatchHeaderSize, (int)length);
        return ChecksumOf(records.Span, generation, offset) == BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) && RecordCodec.AreRecords(records);
    }

    private static int NextWhole(ReadOnlyMemory<byte> file, int from, uint generation)
    {
        // Message bytes may hold the magic on purpose, and each try costs a checksum: after so many it is given up, and the rest counts as damaged.
        for (var tries = 0; tries < 1000; tries++)
        {
            var found = file.Span[from..].IndexOf(BatchMagicBytes);
            if (found < 0)
            {
                return -1;
            }

            if (TryBatch(file, from + found, generation, out _))
            {
                return from + found;
            }

            from += found + 1;
        }

        return -1;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> records, uint generation, long offset)
    {
        Span<byte> place = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(place, generation);
        BinaryPrimitives.WriteInt64BigEndian(place[4..], offset);
        BinaryPrimitives.WriteUInt32BigEndian(place[12..], (uint)records.Length);
        return Checksum.End(Checksum.Add(Checksum.Add(Checksum.Start, place), records));
    }
}
