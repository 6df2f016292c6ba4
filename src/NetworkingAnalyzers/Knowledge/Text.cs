using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Text and numbers to bytes and back.</summary>
internal static class Text
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(Encodes, "System.Text.Encoding", "GetBytes"),
        new ApiRow(Decodes, "System.Text.Encoding", "GetString", "GetChars"),
        new ApiRow(
            ParsesNumber,
            "System.BitConverter",
            "ToBoolean", "ToChar", "ToDouble", "ToInt16", "ToInt32", "ToInt64", "ToSingle", "ToUInt16", "ToUInt32", "ToUInt64"),
        new ApiRow(
            ParsesNumber,
            "System.Buffers.Binary.BinaryPrimitives",
            "ReadInt16BigEndian", "ReadInt16LittleEndian", "ReadInt32BigEndian", "ReadInt32LittleEndian", "ReadInt64BigEndian",
            "ReadInt64LittleEndian", "ReadUInt16BigEndian", "ReadUInt16LittleEndian", "ReadUInt32BigEndian",
            "ReadUInt32LittleEndian", "ReadUInt64BigEndian", "ReadUInt64LittleEndian"),
        new ApiRow(SwapsOrder, "System.Net.IPAddress", "HostToNetworkOrder", "NetworkToHostOrder"));
}

internal readonly partial struct Topics
{
    /// <summary>Turns the bytes of a number around: <c>IPAddress.HostToNetworkOrder</c>.</summary>
    public static readonly Topics SwapsOrder = New();
}
