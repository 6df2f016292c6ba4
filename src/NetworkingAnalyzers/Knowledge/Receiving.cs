using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls through which bytes come in.</summary>
internal static class Receiving
{
    /// <summary>Every call that takes bytes off a connection itself: not those that begin, or hand over to an event.</summary>
    public static readonly Topics Reads = ReceivesBytes | ReceivesExactly | ReadsThroughReader | ReadsLine | ReadsOneByte;

    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ReceivesBytes | BlocksOnNetwork, "System.Net.Sockets.Socket", "Receive", "ReceiveFrom", "ReceiveMessageFrom"),
        new ApiRow(ReceivesBytes | Asynchronous, "System.Net.Sockets.Socket", "ReceiveAsync", "ReceiveFromAsync", "ReceiveMessageFromAsync") { Only = IsNotThroughArgs },
        new ApiRow(CompletesThroughArgs | Asynchronous, "System.Net.Sockets.Socket", "ReceiveAsync", "ReceiveFromAsync", "ReceiveMessageFromAsync") { Only = IsThroughArgs },
        new ApiRow(ReceivesBytes | Asynchronous, "System.Net.Sockets.SocketTaskExtensions", "ReceiveAsync", "ReceiveFromAsync", "ReceiveMessageFromAsync"),
        new ApiRow(Begins | Asynchronous, "System.Net.Sockets.Socket", "BeginReceive", "BeginReceiveFrom", "BeginReceiveMessageFrom"),
        new ApiRow(ReceivesBytes | Ends, "System.Net.Sockets.Socket", "EndReceive", "EndReceiveFrom", "EndReceiveMessageFrom"),

        new ApiRow(Datagram, "System.Net.Sockets.Socket", "ReceiveFrom", "ReceiveMessageFrom", "ReceiveFromAsync", "ReceiveMessageFromAsync", "EndReceiveFrom", "EndReceiveMessageFrom"),
        new ApiRow(Datagram, "System.Net.Sockets.SocketTaskExtensions", "ReceiveFromAsync", "ReceiveMessageFromAsync"),

        new ApiRow(TakesDatagram, "System.Net.Sockets.UdpClient", "Receive", "ReceiveAsync"),
        new ApiRow(BeginsDatagram, "System.Net.Sockets.UdpClient", "BeginReceive"),
        new ApiRow(BeginsDatagram, "System.Net.Sockets.Socket", "BeginReceiveFrom", "BeginReceiveMessageFrom"),
        new ApiRow(EndsDatagram, "System.Net.Sockets.UdpClient", "EndReceive"),
        new ApiRow(EndsDatagram, "System.Net.Sockets.Socket", "EndReceiveFrom", "EndReceiveMessageFrom"),

        // Streams: whether one is over a connection is for Situations.Connections to say.
        new ApiRow(ReceivesBytes | BlocksOnNetwork, "System.IO.Stream", "Read"),
        new ApiRow(ReceivesBytes | Asynchronous, "System.IO.Stream", "ReadAsync"),
        new ApiRow(ReadsOneByte | BlocksOnNetwork, "System.IO.Stream", "ReadByte"),
        new ApiRow(ReceivesBytes, "System.IO.Stream", "ReadAtLeast", "ReadAtLeastAsync"),
        new ApiRow(ReceivesExactly | BlocksOnNetwork, "System.IO.Stream", "ReadExactly"),
        new ApiRow(ReceivesExactly | Asynchronous, "System.IO.Stream", "ReadExactlyAsync"),
        new ApiRow(Begins | Asynchronous, "System.IO.Stream", "BeginRead"),
        new ApiRow(ReceivesBytes | Ends, "System.IO.Stream", "EndRead"),

        new ApiRow(ReadsLine, "System.IO.TextReader", "ReadLine", "ReadLineAsync"),
        new ApiRow(ReadsThroughReader | BlocksOnNetwork, "System.IO.TextReader", "Read", "ReadLine", "ReadToEnd", "ReadBlock", "Peek"),
        new ApiRow(ReadsThroughReader | Asynchronous, "System.IO.TextReader", "ReadAsync", "ReadLineAsync", "ReadToEndAsync", "ReadBlockAsync"),
        // These return when the peer closes.
        new ApiRow(ReadsToEnd, "System.IO.TextReader", "ReadToEnd", "ReadToEndAsync"),
        new ApiRow(ReadsToEnd, "System.IO.Stream", "CopyTo", "CopyToAsync"),
        new ApiRow(ReadsToEnd, "System.Text.Json.JsonSerializer", "Deserialize", "DeserializeAsync"),
        new ApiRow(ReadsToEnd, "System.Text.Json.JsonDocument", "Parse", "ParseAsync"),
        new ApiRow(ReadsToEnd, "System.Xml.Linq.XDocument", "Load", "LoadAsync"),
        new ApiRow(ReadsToEnd, "System.Xml.XmlDocument", "Load"),
        new ApiRow(ReadsToEnd, "System.Xml.Serialization.XmlSerializer", "Deserialize"),
        new ApiRow(AsksForEnd, "System.IO.StreamReader", "EndOfStream"),
        new ApiRow(AsksForEnd, "System.IO.TextReader", "Peek"),

        // Messages and pipes: no count that could be short.
        new ApiRow(Asynchronous, "System.Net.WebSockets.WebSocket", "ReceiveAsync", "SendAsync"),
        new ApiRow(ReceivesPart, "System.Net.WebSockets.WebSocket", "ReceiveAsync"),
        new ApiRow(Asynchronous, "System.IO.Pipelines.PipeReader", "ReadAsync", "ReadAtLeastAsync"),

        new ApiRow(
            ReadsThroughReader | BlocksOnNetwork,
            "System.IO.BinaryReader",
            "Read", "ReadBoolean", "ReadByte", "ReadBytes", "ReadChar", "ReadChars", "ReadDecimal", "ReadDouble", "ReadInt16",
            "ReadInt32", "ReadInt64", "ReadSByte", "ReadSingle", "ReadString", "ReadUInt16", "ReadUInt32", "ReadUInt64"));

    /// <summary>An overload that takes a <c>SocketAsyncEventArgs</c> and returns whether it is still pending.</summary>
    public static bool IsThroughArgs(ISymbol member) => member is IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean };

    public static bool IsNotThroughArgs(ISymbol member) => !IsThroughArgs(member);
}

internal readonly partial struct Topics
{
    /// <summary>Waits for a datagram and returns it: <c>UdpClient.Receive</c>.</summary>
    public static readonly Topics TakesDatagram = New();

    /// <summary>Begins to wait for a datagram: <c>UdpClient.BeginReceive</c>.</summary>
    public static readonly Topics BeginsDatagram = New();

    /// <summary>Ends what <see cref="BeginsDatagram"/> began, and throws its error.</summary>
    public static readonly Topics EndsDatagram = New();

    /// <summary>Brings a message or a part of one, and says which: <c>WebSocket.ReceiveAsync</c>.</summary>
    public static readonly Topics ReceivesPart = New();

    /// <summary>Reads until the peer closes: <c>ReadToEnd</c>, <c>CopyTo</c>, a deserialiser over a stream.</summary>
    public static readonly Topics ReadsToEnd = New();

    /// <summary>Says whether the end has come, and waits for more bytes to know it: <c>EndOfStream</c>, <c>Peek</c>.</summary>
    public static readonly Topics AsksForEnd = New();
}
