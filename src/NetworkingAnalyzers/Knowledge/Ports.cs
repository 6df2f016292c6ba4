using System;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that refuse what can be no port, no address and no URI, and what that is.</summary>
internal static class Ports
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(TakesPort, "System.Net.IPEndPoint", ".ctor"),
        new ApiRow(TakesPort, "System.Net.DnsEndPoint", ".ctor"),
        new ApiRow(TakesPort, "System.Net.WebProxy", ".ctor"),
        new ApiRow(TakesPort, "System.Net.Sockets.TcpListener", ".ctor", "Create"),
        new ApiRow(TakesPort, "System.Net.Sockets.UdpClient", ".ctor", "Connect", "Send", "SendAsync", "BeginSend"),
        new ApiRow(TakesPort | ConnectsToPort, "System.Net.Sockets.TcpClient", "Connect", "ConnectAsync", "BeginConnect"),
        new ApiRow(TakesPort | ConnectsToPort, "System.Net.Sockets.TcpClient", ".ctor"),
        new ApiRow(TakesPort | ConnectsToPort, "System.Net.Sockets.Socket", "Connect", "ConnectAsync", "BeginConnect"),
        new ApiRow(TakesPort, "System.UriBuilder", ".ctor"),
        new ApiRow(TakesPort, "Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions", "Listen", "ListenAnyIP", "ListenLocalhost"),
        new ApiRow(ParsesAddress, "System.Net.IPAddress", "Parse"),
        new ApiRow(MakesAddress, "System.Net.IPAddress", ".ctor"));

    /// <summary>Parameters that take a port, in whichever call of the table.</summary>
    public static bool IsPort(string parameter) => parameter.Equals("port", StringComparison.OrdinalIgnoreCase) || parameter == "portNumber";

    /// <summary><c>UriBuilder</c>, and <c>WebProxy</c> which uses it, know -1 for a scheme's own port.</summary>
    public static bool IsIn(long port, string type) => port <= IPEndPoint.MaxPort && port >= (type is "UriBuilder" or "WebProxy" ? -1 : IPEndPoint.MinPort);

    /// <summary>Whether each version of .NET refuses the text. They differ about scopes, brackets and ports behind an IPv6 address.</summary>
    public static bool IsNoAddress(string text) => text.IndexOfAny(['[', '%']) < 0 && !IPAddress.TryParse(text, out _) && text.Count(letter => letter == ':') < 2;

    /// <summary>Whether a text that begins like the URI of a server is none.</summary>
    public static bool IsNoUri(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) && !Uri.TryCreate(text, UriKind.Absolute, out _);

    private static readonly string[] Schemes = ["http:", "https:", "ws:", "wss:", "ftp:", "tcp:", "net.tcp:", "amqp:", "amqps:", "mqtt:"];
}

internal readonly partial struct Topics
{
    /// <summary>Has a parameter for a port.</summary>
    public static readonly Topics TakesPort = New();

    /// <summary>Opens a connection to that port.</summary>
    public static readonly Topics ConnectsToPort = New();

    /// <summary>Reads an address from a text: <c>IPAddress.Parse</c>.</summary>
    public static readonly Topics ParsesAddress = New();

    /// <summary>Makes an address of its bytes, or of a number.</summary>
    public static readonly Topics MakesAddress = New();
}
