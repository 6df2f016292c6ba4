using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Who must close what: which creations hold a connection, what releases it, who takes it over.</summary>
internal static class Owning
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        // A descriptor, and for the peer an open connection, until it is closed or the finalizer happens to run.
        new ApiRow(MustBeReleased, "System.Net.Sockets.Socket", ".ctor"),
        new ApiRow(MustBeReleased, "System.Net.Sockets.TcpClient", ".ctor"),
        new ApiRow(MustBeReleased, "System.Net.Sockets.UdpClient", ".ctor"),
        // The port stays taken.
        new ApiRow(MustBeReleased, "System.Net.Sockets.TcpListener", ".ctor"),
        // These two hold nothing before they are opened; then a port, and a connection whose keep-alive timer roots it: not
        // even the finalizer runs.
        new ApiRow(MustBeReleased, "System.Net.HttpListener", ".ctor"),
        new ApiRow(Opens, "System.Net.HttpListener", "Start"),
        new ApiRow(MustBeReleased, "System.Net.WebSockets.ClientWebSocket", ".ctor"),
        new ApiRow(Opens, "System.Net.WebSockets.ClientWebSocket", "ConnectAsync"),
        // Holds the socket only where it was told to own it: see Wrapping.
        new ApiRow(MustBeReleased, "System.Net.Sockets.NetworkStream", ".ctor"),
        // One of the few pooled connections to that host (2 on .NET Framework) until the response or its stream is closed.
        new ApiRow(MustBeReleased, "System.Net.WebRequest", "GetResponse", "GetResponseAsync", "EndGetResponse"),

        // A connection of the pool, where only the headers were asked for, until the response is disposed of or its content read.
        new ApiRow(GivesHeaders, "System.Net.Http.HttpClient", "SendAsync", "GetAsync", "Send"),

        new ApiRow(Releases, "System.Net.Sockets.Socket", "Close", "Dispose", "DuplicateAndClose"),
        new ApiRow(Releases, "System.Net.Sockets.TcpClient", "Close", "Dispose"),
        new ApiRow(Releases, "System.Net.Sockets.UdpClient", "Close", "Dispose"),
        new ApiRow(Releases, "System.Net.Sockets.TcpListener", "Stop", "Dispose"),
        new ApiRow(Releases, "System.Net.HttpListener", "Close", "Abort", "Stop"),
        new ApiRow(Releases, "System.Net.WebSockets.WebSocket", "Dispose", "Abort", "CloseAsync"),
        new ApiRow(Releases, "System.Net.WebResponse", "Close", "Dispose"),
        new ApiRow(Releases, "System.Net.Http.HttpResponseMessage", "Dispose"),
        new ApiRow(Releases, "System.Net.Sockets.NetworkStream", "Close"),
        new ApiRow(Releases, "System.IO.Stream", "Close", "Dispose", "DisposeAsync"),
        new ApiRow(Releases, "System.IO.TextReader", "Close", "Dispose"),
        new ApiRow(Releases, "System.IO.TextWriter", "Close", "Dispose", "DisposeAsync"),
        new ApiRow(Releases, "System.IO.BinaryReader", "Close", "Dispose"),
        new ApiRow(Releases, "System.IO.BinaryWriter", "Close", "Dispose", "DisposeAsync"),
        new ApiRow(Releases, "System.IDisposable", "Dispose"),
        new ApiRow(Releases, "System.IAsyncDisposable", "DisposeAsync"),

        // The stream of a client owns its socket: closing either closes both.
        new ApiRow(SharesConnection, "System.Net.Sockets.TcpClient", "GetStream", "Client"),
        new ApiRow(SharesConnection, "System.Net.Sockets.UdpClient", "Client"),
        new ApiRow(SharesConnection, "System.Net.Sockets.TcpListener", "Server"),
        new ApiRow(SharesConnection, "System.Net.Sockets.NetworkStream", "Socket"),
        new ApiRow(SharesConnection, "System.Net.WebResponse", "GetResponseStream"),
        new ApiRow(SharesConnection, "System.IO.StreamReader", "BaseStream"),
        new ApiRow(SharesConnection, "System.IO.StreamWriter", "BaseStream"),
        new ApiRow(SharesConnection, "System.IO.BinaryReader", "BaseStream"),
        new ApiRow(SharesConnection, "System.IO.BinaryWriter", "BaseStream"),

        new ApiRow(GivesHandle, "System.Net.Sockets.Socket", "Handle", "SafeHandle"),

        new ApiRow(OnlyBorrows, "System.IO.Stream", "CopyTo", "CopyToAsync"),
        new ApiRow(OnlyBorrows, "System.Xml.XmlDocument", "Load", "Save"),
        new ApiRow(OnlyBorrows, "System.Xml.Linq.XDocument", "Load", "LoadAsync", "Save", "SaveAsync"),
        new ApiRow(OnlyBorrows, "System.Xml.Linq.XElement", "Load", "LoadAsync", "Save", "SaveAsync"),
        new ApiRow(OnlyBorrows, "System.Xml.Serialization.XmlSerializer", "Deserialize", "Serialize"),
        new ApiRow(OnlyBorrows, "System.Text.Json.JsonSerializer", "Deserialize", "DeserializeAsync", "Serialize", "SerializeAsync"),
        new ApiRow(OnlyBorrows, "System.Text.Json.JsonDocument", "Parse", "ParseAsync"),
        new ApiRow(OnlyBorrows, "System.Runtime.Serialization.XmlObjectSerializer", "ReadObject", "WriteObject"),
        new ApiRow(OnlyBorrows, "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter", "Deserialize", "Serialize"));

    /// <summary>Types whose creation opens nothing: a member with <see cref="Opens"/> does.</summary>
    public static bool IsOpenedLater(ITypeSymbol? type, NetTypes net) =>
        NetTypes.Is(type, net.HttpListener) || NetTypes.Is(type, net.Type("System.Net.WebSockets.ClientWebSocket"));

    /// <summary>Constructors that put a stream or socket under something else.</summary>
    public static readonly ImmutableArray<Wrapping> Wrappings = ImmutableArray.Create(
        new Wrapping("System.Net.Sockets.NetworkStream", "socket", ownsWhen: "ownsSocket"),
        new Wrapping("System.Net.Security.SslStream", "innerStream", leavesWhen: "leaveInnerStreamOpen"),
        new Wrapping("System.Net.Security.NegotiateStream", "innerStream", leavesWhen: "leaveInnerStreamOpen"),
        new Wrapping("System.IO.StreamReader", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.StreamWriter", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.BinaryReader", "input", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.BinaryWriter", "output", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.BufferedStream", "stream"),
        new Wrapping("System.IO.Compression.GZipStream", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.Compression.DeflateStream", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.Compression.BrotliStream", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.IO.Compression.ZLibStream", "stream", leavesWhen: "leaveOpen"),
        new Wrapping("System.Security.Cryptography.CryptoStream", "stream", leavesWhen: "leaveOpen"));

    /// <summary>The wrapping that a constructor's parameter stands for; null where it is none.</summary>
    public static Wrapping? WrappingOf(IParameterSymbol? parameter, NetTypes net)
    {
        if (parameter?.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } type })
        {
            return null;
        }

        foreach (var wrapping in Wrappings)
        {
            if (wrapping.Parameter == parameter.Name && SymbolEqualityComparer.Default.Equals(type, net.Type(wrapping.Type)))
            {
                return wrapping;
            }
        }

        return null;
    }
}

/// <inheritdoc/>
internal readonly partial struct Topics
{
    /// <summary>Gives a response, perhaps when its headers have come and its content has not: that depends on an argument.</summary>
    public static readonly Topics GivesHeaders = New();
}

/// <summary>A constructor that takes a stream or socket, and whether closing what it makes closes that too.</summary>
internal sealed class Wrapping
{
    public Wrapping(string type, string parameter, string? leavesWhen = null, string? ownsWhen = null)
    {
        Type = type;
        Parameter = parameter;
        LeavesWhen = leavesWhen;
        OwnsWhen = ownsWhen;
    }

    public string Type { get; }

    public string Parameter { get; }

    /// <summary>The flag that makes it leave the inner one open; it owns it otherwise.</summary>
    public string? LeavesWhen { get; }

    /// <summary>The flag that makes it own the inner one; it leaves it alone otherwise.</summary>
    public string? OwnsWhen { get; }
}
