using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A <c>catch</c> names an exception that nothing in its <c>try</c> throws: the network's failure goes past it.</summary>
public sealed class CatchThatNeverMatches : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CatchThatNeverMatches()
        : base(
            "NWA3014",
            "A catch never matches",
            "'{0}' is thrown by nothing here: '{1}' fails with '{2}', which goes past this 'catch'; catch {3}",
            "Socket throws SocketException, also when a timeout passes. The streams over a socket throw IOException with the SocketException inside, and so do the readers and writers over them. "
            + "A catch for the other type looks like care for a lost connection and never runs: the failure leaves the loop, the thread or the process.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(DeadClauses.MayBeIn, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var dead in DeadClauses.In(seen))
        {
            if (!TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(
                    ((CatchClauseSyntax)dead.Clause.Syntax).Declaration!.Type.GetLocation(),
                    Throwing.TypeOf(dead.Caught, seen.Types)!.Name,
                    Flow.Uses.NameOf(dead.Call),
                    Throwing.TypeOf(dead.Thrown, seen.Types)!.Name,
                    dead.Thrown == NetworkFailure.Stream ? "that, whose 'InnerException' says more"
                    : dead.Thrown == NetworkFailure.Canceled ? "that, which a token that was cancelled throws too"
                    : dead.Thrown == NetworkFailure.Http ? "that, whose 'InnerException' says more"
                    : dead.Caught == NetworkFailure.Timeout ? "that, whose 'SocketErrorCode' says 'TimedOut'"
                    : "that");
            }
        }
    }
}
