using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that open, accept and secure connections.</summary>
internal static class Opening
{
    /// <summary>What only an open connection can do: it is read, written to, shut down.</summary>
    public static readonly Topics NeedsOpen = Receiving.Reads | SendsBytes | WritesThroughWriter | ShutsDown;

    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(Accepts | BlocksOnNetwork, "System.Net.Sockets.Socket", "Accept"),
        new ApiRow(Accepts | Asynchronous, "System.Net.Sockets.Socket", "AcceptAsync") { Only = Receiving.IsNotThroughArgs },
        new ApiRow(Accepts | CompletesThroughArgs | Asynchronous, "System.Net.Sockets.Socket", "AcceptAsync") { Only = Receiving.IsThroughArgs },
        new ApiRow(Accepts | Asynchronous, "System.Net.Sockets.SocketTaskExtensions", "AcceptAsync"),
        new ApiRow(Accepts | Begins | Asynchronous, "System.Net.Sockets.Socket", "BeginAccept"),
        new ApiRow(Accepts | Ends, "System.Net.Sockets.Socket", "EndAccept"),
        new ApiRow(Accepts | BlocksOnNetwork, "System.Net.Sockets.TcpListener", "AcceptSocket", "AcceptTcpClient"),
        new ApiRow(Accepts | Asynchronous, "System.Net.Sockets.TcpListener", "AcceptSocketAsync", "AcceptTcpClientAsync"),
        new ApiRow(Accepts | Begins | Asynchronous, "System.Net.Sockets.TcpListener", "BeginAcceptSocket", "BeginAcceptTcpClient"),
        new ApiRow(Accepts | Ends, "System.Net.Sockets.TcpListener", "EndAcceptSocket", "EndAcceptTcpClient"),
        new ApiRow(Accepts | BlocksOnNetwork, "System.Net.HttpListener", "GetContext"),
        new ApiRow(Accepts | Asynchronous, "System.Net.HttpListener", "GetContextAsync"),
        new ApiRow(Accepts | Begins | Asynchronous, "System.Net.HttpListener", "BeginGetContext"),
        new ApiRow(Accepts | Ends, "System.Net.HttpListener", "EndGetContext"),
        new ApiRow(Accepts | Asynchronous, "System.Net.Quic.QuicListener", "AcceptConnectionAsync"),
        new ApiRow(Accepts | Asynchronous, "Microsoft.AspNetCore.Connections.IConnectionListener", "AcceptAsync"),
        new ApiRow(HoldsAccepted, "System.Net.Sockets.SocketAsyncEventArgs", "AcceptSocket"),

        new ApiRow(AsksForPending, "System.Net.Sockets.TcpListener", "Pending"),

        new ApiRow(Listens, "System.Net.Sockets.Socket", "Listen"),
        new ApiRow(Listens, "System.Net.Sockets.TcpListener", "Start"),

        new ApiRow(Connects | BlocksOnNetwork, "System.Net.Sockets.Socket", "Connect"),
        new ApiRow(Connects | Asynchronous, "System.Net.Sockets.Socket", "ConnectAsync") { Only = Receiving.IsNotThroughArgs },
        new ApiRow(Connects | CompletesThroughArgs | Asynchronous, "System.Net.Sockets.Socket", "ConnectAsync") { Only = Receiving.IsThroughArgs },
        new ApiRow(CompletesThroughArgs | Asynchronous, "System.Net.Sockets.Socket", "DisconnectAsync") { Only = Receiving.IsThroughArgs },
        new ApiRow(Connects | Asynchronous, "System.Net.Sockets.SocketTaskExtensions", "ConnectAsync"),
        new ApiRow(Connects | Begins | Asynchronous, "System.Net.Sockets.Socket", "BeginConnect"),
        new ApiRow(Connects | Ends, "System.Net.Sockets.Socket", "EndConnect"),
        new ApiRow(Connects | BlocksOnNetwork, "System.Net.Sockets.TcpClient", "Connect"),
        new ApiRow(Connects | Asynchronous, "System.Net.Sockets.TcpClient", "ConnectAsync"),
        new ApiRow(Connects | Begins | Asynchronous, "System.Net.Sockets.TcpClient", "BeginConnect"),
        new ApiRow(Connects | Ends, "System.Net.Sockets.TcpClient", "EndConnect"),

        new ApiRow(ConnectsWebSocket, "System.Net.WebSockets.ClientWebSocket", "ConnectAsync"),

        new ApiRow(Handshakes | BlocksOnNetwork, "System.Net.Security.SslStream", "AuthenticateAsServer", "AuthenticateAsClient"),
        new ApiRow(Handshakes | Asynchronous, "System.Net.Security.SslStream", "AuthenticateAsServerAsync", "AuthenticateAsClientAsync"),
        new ApiRow(AnswersHandshake, "System.Net.Security.SslStream", "AuthenticateAsServer", "AuthenticateAsServerAsync"),
        new ApiRow(AnswersHandshake | Begins | Asynchronous, "System.Net.Security.SslStream", "BeginAuthenticateAsServer"),
        new ApiRow(AsksHandshake, "System.Net.Security.SslStream", "AuthenticateAsClient", "AuthenticateAsClientAsync"),
        new ApiRow(AsksHandshake | Begins | Asynchronous, "System.Net.Security.SslStream", "BeginAuthenticateAsClient"),
        new ApiRow(Handshakes | BlocksOnNetwork, "System.Net.Security.NegotiateStream", "AuthenticateAsServer", "AuthenticateAsClient"),
        new ApiRow(Handshakes | Asynchronous, "System.Net.Security.NegotiateStream", "AuthenticateAsServerAsync", "AuthenticateAsClientAsync"),

        new ApiRow(CreatesConnection, "System.Net.Sockets.Socket", ".ctor"),
        new ApiRow(CreatesConnection, "System.Net.Sockets.TcpClient", ".ctor"),
        new ApiRow(CreatesConnection, "System.Net.Sockets.UdpClient", ".ctor"),
        new ApiRow(CreatesConnection, "System.Net.Security.SslStream", ".ctor"),
        new ApiRow(CreatesConnection, "System.Net.Sockets.NetworkStream", ".ctor"));
}

internal readonly partial struct Topics
{
    /// <summary>Connects by way of an HTTP request: <c>ClientWebSocket.ConnectAsync</c>.</summary>
    public static readonly Topics ConnectsWebSocket = New();

    /// <summary>The server's half of a TLS handshake: the client, of whom nothing is known yet, has the next word.</summary>
    public static readonly Topics AnswersHandshake = New();

    /// <summary>Says whether somebody waits to be accepted: <c>TcpListener.Pending</c>.</summary>
    public static readonly Topics AsksForPending = New();

    /// <summary>The client's half of a TLS handshake: a server that took the connection and hangs never answers the hello.</summary>
    public static readonly Topics AsksHandshake = New();
}
