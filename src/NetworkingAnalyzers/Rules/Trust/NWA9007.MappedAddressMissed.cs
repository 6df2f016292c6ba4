using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A filter looks for IPv4 addresses, and a peer's comes as IPv6: ::ffff:10.0.0.1 is 10.0.0.1, has sixteen bytes and equals nothing.</summary>
public sealed class MappedAddressMissed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public MappedAddressMissed()
        : base(
            "NWA9007",
            "A filter misses IPv4 addresses that come as IPv6",
            "'{0}' may be '::ffff:{1}', which this comparison misses; {2}",
            "A socket that takes both families gives IPv4 peers as IPv6: '::ffff:10.0.0.1'. Such an address has sixteen bytes of which the first is 0, its text begins with '::ffff:', and it does not equal 'IPAddress.Loopback'. "
            + "A filter that looks for IPv4 alone lets through what it is to keep out, or keeps out this machine; a resolver or a URL can give the mapped form as well.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "an address that is to be turned away is let in by writing it as '::ffff:10.0.0.1'";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.BodiesThat(body => body.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod: { Name: "Equals" or "ToString" or "GetAddressBytes", ContainingType: { Name: "IPAddress" } or { SpecialType: SpecialType.System_Object } } }), Judge);

    private static void Judge(Seen seen)
    {
        foreach (var operation in seen.Body.Uses)
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            if (PeerAddresses.ComparedWithConstant(call, seen) is { } compared)
            {
                Report(call, compared, "127.0.0.1", "call 'IPAddress.IsLoopback', or compare what 'MapToIPv4' gives", PeerAddresses.MayBeMapped(compared, seen), seen);
            }
            else if (PeerAddresses.ComparedAsText(call, seen) is { } shown)
            {
                Report(call, shown, "127.0.0.1", "compare addresses instead of texts, and map it to IPv4 first", PeerAddresses.MayBeMapped(shown, seen), seen);
            }
            else if (PeerAddresses.ComparedByFirstByte(call, seen) is { } taken)
            {
                Report(call, taken, "10.0.0.1", "call 'MapToIPv4' first where 'IsIPv4MappedToIPv6'", PeerAddresses.MayBeMapped(taken, seen) || AddressFilters.MissMapped(call, seen), seen);
            }
        }
    }

    private static void Report(IInvocationOperation call, IOperation address, string example, string mend, bool may, Seen seen)
    {
        if (may && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            seen.Report(Uses.PlaceOf(call), address.Syntax.ToString(), example, mend);
        }
    }
}
