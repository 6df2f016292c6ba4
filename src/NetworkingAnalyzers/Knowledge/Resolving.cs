using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that ask for the addresses of a host.</summary>
internal static class Resolving
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ResolvesName, "System.Net.Dns", "GetHostEntry", "GetHostEntryAsync", "EndGetHostEntry", "GetHostAddresses", "GetHostAddressesAsync", "EndGetHostAddresses", "GetHostByName", "Resolve"));
}

internal readonly partial struct Topics
{
    /// <summary>Gives all addresses of a host: <c>Dns.GetHostEntry</c>, <c>Dns.GetHostAddressesAsync</c>.</summary>
    public static readonly Topics ResolvesName = New();
}
