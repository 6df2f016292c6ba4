using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>The exceptions that stand for a failure of the network.</summary>
internal enum NetworkFailure
{
    /// <summary><c>SocketException</c>: what <c>Socket</c>, <c>TcpClient</c>, <c>TcpListener</c> and <c>Dns</c> throw.</summary>
    Socket,

    /// <summary><c>IOException</c>: what streams over a connection, and readers and writers over those, throw; the <c>SocketException</c> is inside.</summary>
    Stream,

    /// <summary><c>TimeoutException</c>: what waits with a time throw, and no call on a connection does.</summary>
    Timeout,

    /// <summary><c>HttpRequestException</c>: what <c>HttpClient</c> throws; the <c>SocketException</c> or <c>IOException</c> is inside.</summary>
    Http,

    /// <summary><c>TaskCanceledException</c>: what <c>HttpClient</c> throws when its <c>Timeout</c> passes; the <c>TimeoutException</c>, where there is one, is inside.</summary>
    Canceled,

    /// <summary><c>WebException</c>: what <c>WebRequest</c> and <c>WebClient</c> throw, and <c>HttpClient</c> does not.</summary>
    Web,
}

/// <summary>
/// Which of these exceptions members of .NET throw. Sources: the pages of <c>NetworkStream.Read</c> ("IOException: there was a failure while reading from the network"), <c>Socket.Receive</c>
/// ("SocketException"), <c>Socket.ReceiveTimeout</c> ("if the time-out period is exceeded, the Receive method will throw a SocketException"); <c>NetworkStream.cs</c>, which wraps whatever its socket throws.
/// </summary>
internal static class Throwing
{
    /// <summary>Namespaces of .NET whose members throw none of the three; parts of them that do are named below.</summary>
    private static readonly ImmutableHashSet<string> Harmless = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "System", "System.Buffers", "System.Buffers.Binary", "System.Collections", "System.Collections.Concurrent", "System.Collections.Generic", "System.Collections.Immutable", "System.Diagnostics",
        "System.Globalization", "System.Linq", "System.Numerics", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Security.Cryptography", "System.Text", "System.Text.Json",
        "System.Threading", "System.Threading.Tasks", "Microsoft.Extensions.Logging");

    /// <summary>What a clause may wait for in vain. Those that <c>HttpClient</c> throws may come from code of all kinds.</summary>
    private static readonly ImmutableArray<NetworkFailure> Caught = ImmutableArray.Create(NetworkFailure.Socket, NetworkFailure.Stream, NetworkFailure.Timeout, NetworkFailure.Web);

    /// <summary>Types in these namespaces that may throw one of the three, or run code that may.</summary>
    private static readonly ImmutableHashSet<string> Doubtful = ImmutableHashSet.Create(
        StringComparer.Ordinal, "Process", "Activator", "Lazy", "AppDomain", "JsonSerializer", "JsonDocument", "CryptoStream", "PeriodicTimer", "Parallel", "Marshal", "ThreadLocal", "AsyncLocal");

    /// <summary>The type of the exception; null where the compilation has none.</summary>
    public static INamedTypeSymbol? TypeOf(NetworkFailure failure, NetTypes net) => failure switch
    {
        NetworkFailure.Socket => net.SocketException,
        NetworkFailure.Stream => net.IOException,
        NetworkFailure.Http => net.Type("System.Net.Http.HttpRequestException"),
        NetworkFailure.Canceled => net.Type("System.Threading.Tasks.TaskCanceledException"),
        NetworkFailure.Web => net.Type("System.Net.WebException"),
        _ => net.Type("System.TimeoutException"),
    };

    /// <summary>What the type of a clause stands for; null where it is none of the three.</summary>
    public static NetworkFailure? Of(ITypeSymbol? exception, NetTypes net)
    {
        foreach (var failure in Caught)
        {
            if (exception is not null && SymbolEqualityComparer.Default.Equals(exception, TypeOf(failure, net)))
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>Whether a clause that names its exception so may be for one of those that are waited for in vain.</summary>
    public static bool MayBeCaught(string name) => name is "SocketException" or "IOException" or "TimeoutException" or "WebException";

    /// <summary>What a call on a socket, client or listener throws when the network fails.</summary>
    public static bool ThrowsSocketException(ISymbol member, NetTypes net) =>
        member.Name is not ("SendFile" or "SendFileAsync" or "BeginSendFile" or "EndSendFile")
        && (NetTypes.Is(member.ContainingType, net.Socket) || NetTypes.Is(member.ContainingType, net.TcpClient) || NetTypes.Is(member.ContainingType, net.TcpListener) || NetTypes.Is(member.ContainingType, net.UdpClient)
            || member.ContainingType is { Name: "SocketTaskExtensions" or "Dns" });

    /// <summary>
    /// Whether a member of .NET is known never to throw the exception. What a stream or reader throws depends on what it stands on:
    /// that is for the caller to find out, and the answer here is for a connection.
    /// </summary>
    public static bool Never(ISymbol member, NetworkFailure failure, NetTypes net)
    {
        if (member.ContainingType is not { } type || type.ContainingNamespace?.ToDisplayString() is not { } space)
        {
            return false;
        }

        if (net.IsConnectionStream(type) || IsStreamLike(type, net))
        {
            // DataAvailable asks the socket itself.
            return failure != NetworkFailure.Stream && member.Name != "DataAvailable";
        }

        if (space.StartsWith("System.Net", StringComparison.Ordinal))
        {
            return NeverOfNet(member, type, failure, net);
        }

        return Harmless.Contains(space) && !Doubtful.Contains(type.Name) && !(failure == NetworkFailure.Timeout && member.Name == "WaitAsync");
    }

    /// <summary>A request of <c>HttpClient</c> itself: what is thrown is its own, whatever failed below.</summary>
    public static bool IsHttpRequest(IMethodSymbol method) =>
        method.ContainingType is { Name: "HttpClient", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "Net" } }
        && method.Name is "GetAsync" or "PostAsync" or "PutAsync" or "DeleteAsync" or "PatchAsync" or "SendAsync" or "GetStringAsync" or "GetByteArrayAsync";

    /// <summary>A stream, reader or writer by its static type.</summary>
    public static bool IsStreamLike(ITypeSymbol type, NetTypes net) =>
        NetTypes.Is(type, net.Stream) || NetTypes.Is(type, net.Type("System.IO.TextReader")) || NetTypes.Is(type, net.Type("System.IO.TextWriter"))
        || NetTypes.Is(type, net.BinaryReader) || NetTypes.Is(type, net.BinaryWriter);

    private static bool NeverOfNet(ISymbol member, INamedTypeSymbol type, NetworkFailure failure, NetTypes net) =>
        type.ContainingNamespace is { Name: "Http" or "Headers" or "Json", ContainingNamespace.Name: "Net" or "Http" }
            // What is read from a content may be a stream of the caller's own, with exceptions of its own.
            ? failure is NetworkFailure.Socket or NetworkFailure.Web or NetworkFailure.Timeout
                && (member is IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }
                    || (member is IMethodSymbol request && IsHttpRequest(request))
                    || member.Name is "EnsureSuccessStatusCode" or "ReadAsStringAsync" or "ReadAsByteArrayAsync" or "ReadAsStreamAsync" or "Add" or "TryAddWithoutValidation" or "Dispose")
            : NeverOfSockets(member, type, failure, net);

    private static bool NeverOfSockets(ISymbol member, INamedTypeSymbol type, NetworkFailure failure, NetTypes net) =>
        member.Name is "Close" or "Dispose" or "DisposeAsync" or "GetStream" or "Connected" || type.Name is "IPAddress" or "IPEndPoint" or "DnsEndPoint" or "SocketException" or "SocketAsyncEventArgs" or "LingerOption"
        || (failure != NetworkFailure.Socket && ThrowsSocketException(member, net));
}
