using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Versions of SSL and TLS that are broken: RFC 6176 (SSL 2), RFC 7568 (SSL 3), RFC 8996 (TLS 1.0 and 1.1).</summary>
internal static class Protocols
{
    /// <summary>The enumerations that name versions.</summary>
    public static readonly string[] Types = ["System.Security.Authentication.SslProtocols", "System.Net.SecurityProtocolType"];

    private static readonly string[] Broken = ["Ssl2", "Ssl3", "Tls", "Tls11", "Default"];

    private static readonly string[] WordsOfChoice = ["tls", "ssl", "legacy", "old", "compat", "protocol", "version", "platform", "framework"];

    /// <summary>Whether the member of an enumeration is such a version, and the compiler does not warn of it already (CS0618, SYSLIB0039).</summary>
    public static bool IsBroken(IFieldSymbol version) =>
        IsVersion(version.ContainingType) && Broken.Contains(version.Name)
        && !version.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute");

    /// <summary>Whether the type is one of <see cref="Types"/>.</summary>
    public static bool IsVersion(ITypeSymbol? type) => type is { TypeKind: TypeKind.Enum } && Types.Contains(type.ToDisplayString());

    /// <summary>Whether the member is a version that holds.</summary>
    public static bool IsSound(IFieldSymbol version) => IsVersion(version.ContainingType) && version.Name is "Tls12" or "Tls13";

    /// <summary>Whether a name speaks of which version is to be used: somebody chooses.</summary>
    public static bool SpeaksOfChoice(string name) => WordsOfChoice.Any(word => name.IndexOf(word, System.StringComparison.OrdinalIgnoreCase) >= 0);
}
