using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>How an operation through <c>SocketAsyncEventArgs</c> tells that it is done, and how it went.</summary>
internal static class Completing
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(RaisedWhenDone, "System.Net.Sockets.SocketAsyncEventArgs", "Completed"),
        new ApiRow(SaysHowItWent, "System.Net.Sockets.SocketAsyncEventArgs", "SocketError", "BytesTransferred", "ConnectByNameError"),
        new ApiRow(HoldsOutcome, "System.Net.Sockets.SocketAsyncEventArgs", "Buffer", "MemoryBuffer", "BufferList", "AcceptSocket", "ConnectSocket"));
}

/// <inheritdoc/>
internal readonly partial struct Topics
{
    /// <summary>Raised when an operation is done, whether it succeeded or not: <c>Completed</c>.</summary>
    public static readonly Topics RaisedWhenDone = New();

    /// <summary>Tells success from failure, and bytes from the end: <c>SocketError</c>, <c>BytesTransferred</c>.</summary>
    public static readonly Topics SaysHowItWent = New();

    /// <summary>What the operation brought, if it succeeded: <c>Buffer</c>, <c>AcceptSocket</c>.</summary>
    public static readonly Topics HoldsOutcome = New();
}
