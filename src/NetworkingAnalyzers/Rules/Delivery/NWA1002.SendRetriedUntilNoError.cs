using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A send that has failed is repeated on the same connection until none throws: it never will succeed, or it repeats what has arrived.</summary>
public sealed class SendRetriedUntilNoError : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public SendRetriedUntilNoError()
        : base(
            "NWA1002",
            "A failed send is repeated on the same connection",
            "'{0}' is repeated on '{1}' after it has failed, but a connection that has failed stays so; close it, connect anew and send what was not acknowledged",
            "After an error the kernel has given the connection up: each further send fails at once, so the loop spins or waits for nothing. How much of the "
            + "message has arrived is not known either: only an acknowledgement of the peer's application tells what must be sent again.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "The mend is a new connection and a protocol that knows what has arrived; where both come from only the program can say.";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesThat(
            body => !body.Body.AllLoops.IsEmpty && body.Body.AllLoops.Any(loop => Operations.BelowInFunction(loop).Any(operation => operation is ITryOperation { Catches.IsEmpty: false })),
            Judge);
        on.BodiesWith(Topics.SendsBytes | Topics.WritesThroughWriter, JudgeRecursion);
    }

    private static void JudgeRecursion(Seen seen)
    {
        foreach (var (send, connection) in RepeatedSends.ByRecursion(seen).Take(1).Where(_ => !TestCode.Holds(seen.Body.Owner, seen.Compilation)))
        {
            seen.Report(Uses.PlaceOf(send), Uses.NameOf(send), connection.Name);
        }
    }

    private static void Judge(Seen seen)
    {
        foreach (var failure in SwallowedFailures.In(seen).Where(failure => failure.IsSend && failure.IsRetry))
        {
            seen.Report(Uses.PlaceOf(failure.Use), Uses.NameOf(failure.Use), failure.Connection.Name);
        }
    }
}
