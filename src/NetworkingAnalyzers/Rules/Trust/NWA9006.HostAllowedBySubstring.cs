using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A host is let in, or gets a secret, because its name contains, begins with or ends with one that is trusted: a stranger registers a name that does.</summary>
public sealed class HostAllowedBySubstring : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public HostAllowedBySubstring()
        : base(
            "NWA9006",
            "A host is allowed by a part of its name",
            "'{0}' lets '{1}' pass as well; compare the whole host with 'Equals', or its end with a name that begins with a dot",
            "Names of hosts are read from the right, and everybody can have the rest: 'evilexample.com' ends with 'example.com', 'example.com.evil.example' begins with it and contains it. An allow list that looks for a part of the name lets in whoever has registered such a one: "
            + "a redirect to their page, a token sent to their server, a site of theirs that calls with the user's cookies.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether subdomains are to pass as well is known to those who own the domain";

    /// <inheritdoc/>
    public override string? Threat => "whoever registers a name that contains the trusted one is trusted";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.NamesHost | Topics.NamesUrl | Topics.HoldsHeaders | Topics.AsksForOrigin, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var operation in seen.Body.Uses)
        {
            if (operation is IInvocationOperation test
                && HostTests.StrangerThatPasses(test, seen) is { } stranger
                && HostDecisions.Grants(HostTests.YesOf(test), HostTests.IsTurned(test), seen)
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(test), "string." + test.TargetMethod.Name, stranger);
            }
        }
    }
}
