using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What an accepted connection, or an HTTP context, comes as.</summary>
internal static class Accepting
{
    /// <summary>Types through which the connection can be reached, with their subclasses.</summary>
    public static readonly ImmutableArray<string> Carriers = ImmutableArray.Create(
        "System.Net.Sockets.Socket",
        "System.Net.Sockets.TcpClient",
        "System.Net.Sockets.SocketAsyncEventArgs",
        "System.IO.Stream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.BinaryReader",
        "System.IO.BinaryWriter",
        "System.IO.Pipelines.PipeReader",
        "System.IO.Pipelines.PipeWriter",
        "System.IO.Pipelines.IDuplexPipe",
        "System.Net.HttpListenerContext",
        "System.Net.HttpListenerRequest",
        "System.Net.HttpListenerResponse",
        "System.Net.WebSockets.WebSocket",
        "System.Net.WebSockets.WebSocketContext",
        "System.Net.Quic.QuicConnection",
        "Microsoft.AspNetCore.Connections.ConnectionContext");

    /// <summary>Calls that begin an accept and come back at once.</summary>
    public static readonly ImmutableArray<string> Beginning = ImmutableArray.Create(
        "BeginAccept", "BeginAcceptSocket", "BeginAcceptTcpClient", "BeginGetContext", "AcceptAsync");

    /// <summary>Lets another thread go on that waits: <c>allDone.Set()</c>.</summary>
    public static bool IsSignal(IMethodSymbol method) =>
        method.Name is "Set" or "Release" or "Signal" or "SetResult" or "TrySetResult" or "Pulse" or "PulseAll" && IsIn(method, "Threading");

    /// <summary><c>thread.Join()</c>.</summary>
    public static bool IsJoin(IMethodSymbol method) => method is { Name: "Join", ContainingType.Name: "Thread" } && IsIn(method, "Threading");

    /// <summary>Whether the type is one of <see cref="Carriers"/> or derives from one.</summary>
    public static bool CanBeReachedThrough(ITypeSymbol type, NetTypes net)
    {
        foreach (var name in Carriers)
        {
            if (NetTypes.Is(type, net.Type(name)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(IMethodSymbol method, string space) =>
        method.ContainingNamespace is { } own && (own.Name == space || own.ContainingNamespace?.Name == space);
}
