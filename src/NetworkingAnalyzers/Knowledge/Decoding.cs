using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// Calls that make a number of bytes, or bytes of a number. Wide is one that can count more than fits into memory; two bytes say
/// 65,535 at most.
/// </summary>
internal static class Decoding
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(DecodesWideNumber, "System.BitConverter", "ToInt32", "ToUInt32", "ToInt64", "ToUInt64"),
        new ApiRow(
            DecodesWideNumber,
            "System.Buffers.Binary.BinaryPrimitives",
            "ReadInt32BigEndian", "ReadInt32LittleEndian", "ReadUInt32BigEndian", "ReadUInt32LittleEndian", "ReadInt64BigEndian", "ReadInt64LittleEndian", "ReadUInt64BigEndian", "ReadUInt64LittleEndian"),
        new ApiRow(DecodesWideNumber, "System.IO.BinaryReader", "ReadInt32", "ReadUInt32", "ReadInt64", "ReadUInt64", "Read7BitEncodedInt", "Read7BitEncodedInt64"),

        // What a header says, before any of the body has come.
        new ApiRow(SaysLengthOfBody, "System.Net.HttpListenerRequest", "ContentLength64"),

        new ApiRow(ReadsMachineOrder, "System.BitConverter", "ToInt16", "ToUInt16", "ToInt32", "ToUInt32", "ToInt64", "ToUInt64", "ToSingle", "ToDouble"),
        new ApiRow(WritesMachineOrder, "System.BitConverter", "GetBytes", "TryWriteBytes"),

        // The whole is allocated before the first byte of it has come.
        new ApiRow(AllocatesAsMuch, "System.IO.BinaryReader", "ReadBytes", "ReadChars"),
        new ApiRow(AllocatesAsMuch, "System.Buffers.ArrayPool`1", "Rent"),
        new ApiRow(AllocatesAsMuch, "System.Buffers.MemoryPool`1", "Rent"),
        new ApiRow(AllocatesAsMuch, "System.GC", "AllocateUninitializedArray", "AllocateArray"));
}

/// <content>The topics of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>A number of four or eight bytes out of bytes: <c>BitConverter.ToInt32</c>, <c>BinaryReader.ReadInt32</c>.</summary>
    public static readonly Topics DecodesWideNumber = New();

    /// <summary>The length of what follows as the peer has said it: <c>HttpListenerRequest.ContentLength64</c>.</summary>
    public static readonly Topics SaysLengthOfBody = New();

    /// <summary>A number out of bytes, in the order of the machine that runs it.</summary>
    public static readonly Topics ReadsMachineOrder = New();

    /// <summary>The bytes of a number, in the order of the machine that runs it.</summary>
    public static readonly Topics WritesMachineOrder = New();

    /// <summary>Allocates as many bytes as it is told: <c>BinaryReader.ReadBytes</c>, <c>ArrayPool.Rent</c>.</summary>
    public static readonly Topics AllocatesAsMuch = New();
}
