using System;
using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>How a WebSocket ends: with a close frame from each side.</summary>
internal static class WebSockets
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ClosesAndWaits, "System.Net.WebSockets.WebSocket", "CloseAsync"),
        new ApiRow(MakesWebSocket, "System.Net.WebSockets.ClientWebSocket", ".ctor"),
        new ApiRow(MakesWebSocket, "Microsoft.AspNetCore.Builder.WebSocketMiddlewareExtensions", "UseWebSockets"));

    private static readonly string[] Complaints =
        ["EndpointUnavailable", "ProtocolError", "InvalidMessageType", "InvalidPayloadData", "PolicyViolation", "MessageTooBig", "MandatoryExtension", "InternalServerError"];

    private static readonly string[] Goodbyes = ["CloseStatus", "CloseReceived", "CloseStatusDescription", "MessageType"];

    private static readonly string[] Senders = ["receiv", "remote", "peer", "frame", "message", "request"];

    /// <summary>A member of <c>WebSocketCloseStatus</c> that says what was wrong: no answer to the peer's close frame has it.</summary>
    public static bool IsComplaint(string status) => Array.IndexOf(Complaints, status) >= 0;

    /// <summary>A name that is asked where the peer may have sent its close frame: <c>MessageType</c>, <c>CloseStatus</c>, <c>closeReceived</c>.</summary>
    public static bool SaysPeerCloses(string name) =>
        Array.IndexOf(Goodbyes, name) >= 0
        || (Has(name, "clos") && Array.Exists(Senders, word => Has(name, word)));

    private static bool Has(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}

internal readonly partial struct Topics
{
    /// <summary>Sends a close frame and waits for the peer's: <c>WebSocket.CloseAsync</c>.</summary>
    public static readonly Topics ClosesAndWaits = New();

    /// <summary>Makes a WebSocket, or decides how those that are accepted keep alive.</summary>
    public static readonly Topics MakesWebSocket = New();
}
