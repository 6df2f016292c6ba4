using System.Linq;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A host has several addresses, and a client tries the first of them: where that does not answer, the others are never asked.</summary>
public sealed class FirstAddressOnly : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public FirstAddressOnly()
        : base(
            "NWA9012",
            "A client connects to the first of a host's addresses and to no other",
            "'{0}' gives all addresses of the host, and only the first is connected to, of whichever family; connect by the name, or give all of them to 'Connect'",
            "A name has several addresses: IPv6 and IPv4, one for each server of a cluster. Whoever takes the first fails where that one is unreachable, though the others answer. The order is the operating system's and changes from machine to machine; "
            + "'Socket', 'TcpClient' and 'HttpClient' try all of them when they are given the name.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "the name and the port go to 'Connect' in place of the address, and what else is done with the address is seen by the author";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ResolvesName, Judge);

    private static void Judge(Call call)
    {
        if (!ResolvedHosts.IsOwn(call.Operation, call.Seen)
            && ResolvedHosts.FirstOf(call.Operation, call.Seen).Any(first => ResolvedHosts.IsConnectedTo(first, call.Seen))
            && !ResolvedHosts.AreLookedAt(call.Operation, call.Seen)
            && !TestCode.Holds(call.Seen.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }
}
