using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

internal readonly partial struct Topics
{
    /// <summary>Gives the array inside, with its unused rest: <c>MemoryStream.GetBuffer</c>.</summary>
    public static readonly Topics GivesWholeBuffer = New();

    /// <summary>Sends one datagram, which may be lost: <c>UdpClient.Send</c>.</summary>
    public static readonly Topics SendsDatagram = New();

    /// <summary>Sends a message, or a piece of one, and bears no second beside it: <c>WebSocket.SendAsync</c>.</summary>
    public static readonly Topics SendsMessage = New();

    /// <summary>Gives an array that is at least as long as asked for, with what its last user left in it: <c>ArrayPool.Rent</c>.</summary>
    public static readonly Topics RentsBuffer = New();
}

/// <summary>Calls through which bytes go out.</summary>
internal static class Sending
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(SendsBytes | BlocksOnNetwork, "System.Net.Sockets.Socket", "Send", "SendTo", "SendFile"),
        new ApiRow(SendsBytes | Asynchronous, "System.Net.Sockets.Socket", "SendAsync", "SendToAsync", "SendFileAsync") { Only = Receiving.IsNotThroughArgs },
        new ApiRow(CompletesThroughArgs | Asynchronous, "System.Net.Sockets.Socket", "SendAsync", "SendToAsync", "SendPacketsAsync") { Only = Receiving.IsThroughArgs },
        new ApiRow(SendsBytes | Asynchronous, "System.Net.Sockets.SocketTaskExtensions", "SendAsync", "SendToAsync"),
        new ApiRow(Begins | Asynchronous, "System.Net.Sockets.Socket", "BeginSend", "BeginSendTo", "BeginSendFile"),
        new ApiRow(SendsBytes | Ends, "System.Net.Sockets.Socket", "EndSend", "EndSendTo", "EndSendFile"),

        new ApiRow(SendsBytes | BlocksOnNetwork, "System.IO.Stream", "Write", "WriteByte"),
        new ApiRow(SendsBytes | Asynchronous, "System.IO.Stream", "WriteAsync"),
        new ApiRow(Begins | Asynchronous, "System.IO.Stream", "BeginWrite"),
        new ApiRow(SendsBytes | Ends, "System.IO.Stream", "EndWrite"),

        new ApiRow(WritesThroughWriter | BlocksOnNetwork, "System.IO.TextWriter", "Write", "WriteLine", "Flush"),
        new ApiRow(WritesThroughWriter | Asynchronous, "System.IO.TextWriter", "WriteAsync", "WriteLineAsync", "FlushAsync"),
        new ApiRow(WritesThroughWriter | BlocksOnNetwork, "System.IO.BinaryWriter", "Write", "Flush"),

        new ApiRow(SendsDatagram, "System.Net.Sockets.UdpClient", "Send", "SendAsync"),

        new ApiRow(SendsMessage, "System.Net.WebSockets.WebSocket", "SendAsync"),

        new ApiRow(GivesWholeBuffer, "System.IO.MemoryStream", "GetBuffer"),
        new ApiRow(RentsBuffer, "System.Buffers.ArrayPool`1", "Rent"));
}
