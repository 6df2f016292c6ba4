using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Who is asked whether the other side's certificate will do, and what names say about it.</summary>
internal static class Certificates
{
    /// <summary>The delegate that says whether a certificate will do.</summary>
    public const string Callback = "System.Net.Security.RemoteCertificateValidationCallback";

    /// <summary>What it is told: the flags of <see cref="NameMismatch"/> and <see cref="ChainErrors"/>.</summary>
    public const string Errors = "System.Net.Security.SslPolicyErrors";

    /// <summary>The certificate is of another host.</summary>
    public const long NameMismatch = 2;

    /// <summary>Nobody that this machine trusts has issued it, or it has expired.</summary>
    public const long ChainErrors = 4;

    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ChecksCertificate, "System.Net.Http.HttpClientHandler", "ServerCertificateCustomValidationCallback"),
        new ApiRow(ChecksCertificate, "System.Net.Security.SslClientAuthenticationOptions", "RemoteCertificateValidationCallback"),
        new ApiRow(ChecksCertificate, "System.Net.WebSockets.ClientWebSocketOptions", "RemoteCertificateValidationCallback"),
        new ApiRow(ChecksCertificate, "System.Net.ServicePointManager", "ServerCertificateValidationCallback"),
        new ApiRow(ChecksCertificate, "System.Net.HttpWebRequest", "ServerCertificateValidationCallback"),
        new ApiRow(AcceptsAnyCertificate, "System.Net.Http.HttpClientHandler", "DangerousAcceptAnyServerCertificateValidator"));

    private static readonly string[] TrustWords =
    [
        "insecure", "untrusted", "trust", "invalid", "ignore", "allow", "accept", "verif", "validat", "skip", "bypass", "unsafe", "selfsigned", "self_signed", "development", "debug", "isdev", "strict", "check", "test", "dangerous",
        "disable", "local", "loopback", "cert", "danger", "mode", "policy", "prod",
    ];

    /// <summary>Parts of the names of methods and types that are there to be asked for it.</summary>
    private static readonly string[] OfferWords =
        ["insecure", "untrusted", "trustall", "trustany", "trustevery", "ignore", "acceptall", "acceptany", "allow", "skip", "bypass", "unsafe", "dangerous", "selfsigned", "disable", "development", "debug", "loopback", "localhost", "novalid", "noverif", "withoutvalid", "withoutverif"];

    /// <summary>Parts of names that say whether TLS is used at all, or by which way: nobody who says yes there asks for certificates to be ignored.</summary>
    private static readonly string[] TransportWords =
        ["ssl", "tls", "https", "wss", "secure", "encrypt", "scheme", "protocol", "port", "starttls", "uri", "url", "host", "address", "connected", "client", "socket", "stream", "proxy", "platform", "runtime", "framework", "islinux", "iswindows", "null", "empty"];

    /// <summary>Whether a name has to do with what is trusted: who sets it, or calls it, has been asked.</summary>
    public static bool SpeaksOfTrust(string name) => Has(name, TrustWords);

    /// <summary>Whether a name has to do with whether, to whom and how to connect, and with nothing else.</summary>
    public static bool SpeaksOfTransport(string name) => Has(name, TransportWords) && !SpeaksOfTrust(name);

    /// <summary>Whether a method or type of this name is one that is asked for less trust.</summary>
    public static bool Offers(string name) => Has(name.Replace("_", string.Empty), OfferWords);

    /// <summary>Whether a function's name says that it is not for production.</summary>
    public static bool IsForTrials(string name) => Has(name, ["test", "debug", "develop", "example", "sample", "demo"]);

    /// <summary>Whether a file lies among examples, or programs that tests and measurements run: they use a server beside them.</summary>
    public static bool IsSample(string path) => path.Split('/', '\\').Any(folder => IsSampleFolder(folder.ToUpperInvariant()));

    private static bool IsSampleFolder(string folder) =>
        folder is "EXAMPLE" or "EXAMPLES" or "SAMPLE" or "SAMPLES" or "DEMO" or "DEMOS" or "TESTASSETS" or "PERF" || (folder.Contains("BENCHMARK") && !folder.EndsWith(".CS", StringComparison.Ordinal));

    /// <summary>Whether a text names this machine.</summary>
    public static bool IsThisMachine(string text) => Has(text, ["localhost", "127.0.0.1", "[::1]"]);

    /// <summary>Whether the delegate type is one that says whether a server's certificate will do.</summary>
    public static bool IsCallback(ITypeSymbol? type, NetTypes net) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } named
        && (named.Name == "RemoteCertificateValidationCallback" ? SymbolEqualityComparer.Default.Equals(named, net.Type(Callback))
            : named is { Name: "Func", TypeArguments: { Length: 5 } given } && given[0].Name == "HttpRequestMessage" && SymbolEqualityComparer.Default.Equals(given[3], net.Type(Errors)));

    /// <summary>The same of a server's, about its clients: <c>HttpsConnectionAdapterOptions.ClientCertificateValidation</c>.</summary>
    public static bool IsAnyCallback(ITypeSymbol? type, NetTypes net) =>
        IsCallback(type, net)
        || (type is INamedTypeSymbol { TypeKind: TypeKind.Delegate, Name: "Func", TypeArguments: { Length: 4 } given } && given[0].Name == "X509Certificate2" && SymbolEqualityComparer.Default.Equals(given[2], net.Type(Errors)));

    private static bool Has(string name, IEnumerable<string> parts) => parts.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);
}

internal readonly partial struct Topics
{
    /// <summary>Holds who is asked whether the server's certificate will do.</summary>
    public static readonly Topics ChecksCertificate = New();

    /// <summary>Says yes to every certificate.</summary>
    public static readonly Topics AcceptsAnyCertificate = New();
}
