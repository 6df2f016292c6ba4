using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>An address is put into a URL as it is, or an endpoint is taken apart at its colons: an IPv6 address has colons of its own.</summary>
public sealed class HostAndPortGlued : NetworkingRule
{
    private const string Glued = "stands bare where a URL has its host";
    private const string Glue = "use 'UriBuilder', or put the whole 'IPEndPoint' behind '://'";
    private const string TornApart = "takes an endpoint apart at its colons";
    private const string Cast = "cast it to 'IPEndPoint' and take 'Address' and 'Port'";

    /// <summary>Describes the rule.</summary>
    public HostAndPortGlued()
        : base(
            "NWA9005",
            "An address and a port are glued or torn apart at a colon",
            "'{0}' {1}, and an IPv6 address has colons of its own; {2}",
            "IPv6 addresses are full of colons: '::1' with a port stands in brackets, '[::1]:8080'. A URL that is put together without them is refused or names another host, and the first part of an endpoint that is split at ':' is '['. "
            + "It works until the first client, name server or container speaks IPv6, or the listener takes both and gives IPv4 peers as '::ffff:192.0.2.1'.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "a URL is rebuilt from its parts, and which they are is seen by its author";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => !body.Body.Texts.IsEmpty || !body.Body.Uses.IsEmpty, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var text in seen.Body.Texts)
        {
            JudgeText(text, seen);
        }

        foreach (var operation in seen.Body.Uses)
        {
            if (operation is not IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: var name } } call)
            {
                continue;
            }

            if (name is "Format" or "Concat")
            {
                JudgeText(call, seen);
            }
            else if (call.Instance is { } whole && (name == "Split" ? HostTexts.IsAtColon(call) : HostTexts.FindsColon(call)) && HostTexts.EndPointOf(whole, seen) is { } endpoint
                && !HostTexts.IsKnownFamily(endpoint, seen) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(call), "string." + name, TornApart, Cast);
            }
        }
    }

    private static void JudgeText(IOperation text, Seen seen)
    {
        if (HostTexts.AddressIn(text, seen.Types) is { } address && !HostTexts.IsOnlyShown(text) && !HostTexts.IsKnownFamily(address, seen) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            seen.Report(address, address.Syntax.ToString(), Glued, Glue);
        }
    }
}
