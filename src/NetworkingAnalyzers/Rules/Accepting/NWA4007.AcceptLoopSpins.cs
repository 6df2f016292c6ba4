using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An endless accept loop that catches everything and goes straight back to the accept: it spins when the listener is closed.</summary>
public sealed class AcceptLoopSpins : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptLoopSpins()
        : base(
            "NWA4007",
            "A failing accept is repeated at once, for ever",
            "When '{0}' fails because the listener is closed, or out of descriptors, this 'catch' goes straight back to it, for ever; leave the loop when it is closed, and pause otherwise",
            "Accept on a closed listener fails at once, each time; so it does while the process is out of descriptors. A loop that catches everything and tries again takes a whole "
            + "core, fills the disk with the same log line, and never ends.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "What ends the loop (a token, a flag, the exception of a closed listener) is for the author to say.";

    /// <inheritdoc/>
    public override string? Threat => "a client that exhausts the descriptors makes the accept loop spin";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.Accepts, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var (accept, clause) in SpinningAccepts.In(seen))
        {
            if (!TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(((CatchClauseSyntax)clause.Syntax).CatchKeyword.GetLocation(), Uses.NameOf(accept));
            }
        }
    }
}
