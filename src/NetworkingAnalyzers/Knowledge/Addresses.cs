using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Types whose objects are addresses: two that say the same are equal, and seldom the same object.</summary>
internal static class Addresses
{
    public const string IPAddress = "System.Net.IPAddress";

    public const string EndPoint = "System.Net.EndPoint";

    public const string IPEndPoint = "System.Net.IPEndPoint";

    public static readonly ImmutableArray<string> Types = ImmutableArray.Create(IPAddress, EndPoint, IPEndPoint, "System.Net.DnsEndPoint", "System.Net.SocketAddress", "System.Net.NetworkInformation.PhysicalAddress");

    /// <summary>Whether the type is one of them. What derives from one in somebody's code is more than an address: a peer, a session.</summary>
    public static bool Compare(ITypeSymbol? type, NetTypes net) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.Any(constraint => constraint is INamedTypeSymbol && Compare(constraint, net))
        : type is INamedTypeSymbol && Types.Any(address => SymbolEqualityComparer.Default.Equals(type, net.Type(address)));

    /// <summary>An IPv4 address as a text, or how one begins: <c>127.0.0.1</c>, <c>192.168.</c>, <c>10.</c>.</summary>
    public static bool BeginsWithFourParts(string text)
    {
        var parts = text.Split('.');
        return parts.Length is > 1 and <= 4 && parts.All(part => part.Length <= 3 && part.All(digit => digit is >= '0' and <= '9')) && parts[0].Length > 0;
    }
}
