using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Whether an encoding gives a character more than one byte.</summary>
internal enum CharacterWidth
{
    Unknown,

    /// <summary>ASCII, Latin 1, the Windows code pages of Europe: as many bytes as characters.</summary>
    OneByte,

    /// <summary>UTF-8, the code pages of East Asia.</summary>
    Several,

    /// <summary>UTF-16: a protocol may well count its units, which are what <c>string.Length</c> counts.</summary>
    Units,
}

/// <summary>Text and numbers to bytes and back.</summary>
internal static class Text
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(Encodes, "System.Text.Encoding", "GetBytes"),
        new ApiRow(Decodes, "System.Text.Encoding", "GetString", "GetChars"),
        new ApiRow(MakesDecoder, "System.Text.Encoding", "GetDecoder"),
        new ApiRow(
            ParsesNumber,
            "System.BitConverter",
            "ToBoolean", "ToChar", "ToDouble", "ToInt16", "ToInt32", "ToInt64", "ToSingle", "ToUInt16", "ToUInt32", "ToUInt64"),
        new ApiRow(
            ParsesNumber,
            "System.Buffers.Binary.BinaryPrimitives",
            "ReadInt16BigEndian", "ReadInt16LittleEndian", "ReadInt32BigEndian", "ReadInt32LittleEndian", "ReadInt64BigEndian",
            "ReadInt64LittleEndian", "ReadUInt16BigEndian", "ReadUInt16LittleEndian", "ReadUInt32BigEndian",
            "ReadUInt32LittleEndian", "ReadUInt64BigEndian", "ReadUInt64LittleEndian",
            "ReadHalfBigEndian", "ReadHalfLittleEndian", "ReadSingleBigEndian", "ReadSingleLittleEndian", "ReadDoubleBigEndian", "ReadDoubleLittleEndian"),
        new ApiRow(SwapsOrder, "System.Net.IPAddress", "HostToNetworkOrder", "NetworkToHostOrder"),
        new ApiRow(CountsCharacters, "System.String", "Length"),
        new ApiRow(DeclaresLength, "System.Net.HttpListenerResponse", "ContentLength64"),
        new ApiRow(DeclaresLength, "System.Net.WebRequest", "ContentLength"),
        new ApiRow(DeclaresLength, "System.Net.HttpWebRequest", "ContentLength"),
        new ApiRow(DeclaresLength, "System.Net.Http.Headers.HttpContentHeaders", "ContentLength"),
        new ApiRow(DeclaresLength, "Microsoft.AspNetCore.Http.HttpResponse", "ContentLength"),
        new ApiRow(WritesNumber, "System.BitConverter", "GetBytes"),
        new ApiRow(WritesNumber, "System.IO.Stream", "WriteByte"),
        new ApiRow(WritesNumber, "System.IO.BinaryWriter", "Write", "Write7BitEncodedInt"),
        new ApiRow(
            WritesNumber,
            "System.Buffers.Binary.BinaryPrimitives",
            "WriteInt16BigEndian", "WriteInt16LittleEndian", "WriteInt32BigEndian", "WriteInt32LittleEndian", "WriteInt64BigEndian",
            "WriteInt64LittleEndian", "WriteUInt16BigEndian", "WriteUInt16LittleEndian", "WriteUInt32BigEndian",
            "WriteUInt32LittleEndian", "WriteUInt64BigEndian", "WriteUInt64LittleEndian"));

    /// <summary>The header that says how many bytes follow.</summary>
    public const string LengthHeader = "Content-Length";

    /// <summary>Names by which a type shows that it deals with connections.</summary>
    public static readonly string[] ConnectionNames = ["Socket", "TcpClient", "NetworkStream", "SslStream", "WebSocket", "ClientWebSocket"];

    /// <summary>How wide the characters are of an encoding that a property gives (<c>Encoding.UTF8</c>) or a constructor makes.</summary>
    public static CharacterWidth WidthOf(ISymbol member) => member switch
    {
        IPropertySymbol { ContainingType.Name: "Encoding" } property => property.Name switch
        {
            "UTF8" or "UTF32" or "UTF7" => CharacterWidth.Several,
            "Unicode" or "BigEndianUnicode" => CharacterWidth.Units,
            "ASCII" or "Latin1" => CharacterWidth.OneByte,
            _ => CharacterWidth.Unknown,
        },
        IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType.Name: var type } => type switch
        {
            "UTF8Encoding" or "UTF32Encoding" => CharacterWidth.Several,
            "UnicodeEncoding" => CharacterWidth.Units,
            "ASCIIEncoding" => CharacterWidth.OneByte,
            _ => CharacterWidth.Unknown,
        },
        _ => CharacterWidth.Unknown,
    };

    /// <summary>How wide the characters are of <c>Encoding.GetEncoding(name)</c>.</summary>
    public static CharacterWidth WidthOf(object? name) => name switch
    {
        1200 or 1201 => CharacterWidth.Units,
        65001 or 932 or 936 or 949 or 950 or 54936 => CharacterWidth.Several,
        20127 or 28591 or (>= 1250 and <= 1258) => CharacterWidth.OneByte,
        string text => text.ToUpperInvariant() switch
        {
            "UTF-16" or "UNICODE" => CharacterWidth.Units,
            "UTF-8" or "UTF8" or "GBK" or "GB2312" or "GB18030" or "BIG5" or "SHIFT_JIS" or "EUC-KR" or "EUC-JP" => CharacterWidth.Several,
            "ASCII" or "US-ASCII" or "ISO-8859-1" or "LATIN1" => CharacterWidth.OneByte,
            var other => other.StartsWith("WINDOWS-125", StringComparison.Ordinal) || other.StartsWith("ISO-8859-", StringComparison.Ordinal) ? CharacterWidth.OneByte : CharacterWidth.Unknown,
        },
        _ => CharacterWidth.Unknown,
    };

    /// <summary>How many bytes a method of <c>BitConverter</c> or <c>BinaryPrimitives</c> reads, by its name.</summary>
    public static int SizeOf(IMethodSymbol parse) =>
        parse.Name.Contains("16") || parse.Name is "ToChar" ? 2
        : parse.Name.Contains("64") || parse.Name.Contains("Double") ? 8
        : 4;

    /// <summary>Whether what the method makes is ASCII whatever it is given: Base64, hexadecimal, percent-encoding, JSON of System.Text.Json.</summary>
    public static bool MakesAscii(IMethodSymbol method) =>
        method.Name is "ToBase64String" or "ToHexString" or "EscapeDataString" or "UrlEncode"
        || method is { Name: "ToString", ContainingType: { Name: "BitConverter" or "Guid" } }
        || method is { Name: "ToString", Parameters.Length: 0, ContainingType.SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 and not SpecialType.System_Char }
        || method is { Name: "Serialize", ContainingType: { Name: "JsonSerializer", ContainingNamespace: { Name: "Json", ContainingNamespace.Name: "Text" } } };
}

internal readonly partial struct Topics
{
    /// <summary>A number to bytes of fixed size: <c>BitConverter.GetBytes</c>, <c>BinaryPrimitives.WriteInt32BigEndian</c>.</summary>
    public static readonly Topics WritesNumber = New();

    /// <summary>Turns the bytes of a number around: <c>IPAddress.HostToNetworkOrder</c>.</summary>
    public static readonly Topics SwapsOrder = New();
}
