using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>A listener asked again and again whether somebody has come.</summary>
public sealed class AcceptPolled : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptPolled()
        : base(
            "NWA4008",
            "A listener is polled",
            "'{0}' is asked again and again, and a client waits for the next time; await 'AcceptTcpClientAsync' with a token instead",
            "Between two looks a client waits, however idle the server is; and the looks cost processor time while nobody comes. With a pause of 100 ms one loop accepts at most "
            + "ten connections a second where it takes one each round.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "The loop must become asynchronous, and what else is done in its rounds must go elsewhere.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AsksForPending, Judge);

    private static void Judge(Call call)
    {
        if (IsPolled(call) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Behind a pause, or behind nothing at all, here or in the loop that calls this function.</summary>
    private static bool IsPolled(Call call)
    {
        if (Loops.Around(call.Operation) is { } loop)
        {
            return Operations.BelowInFunction(loop).Any(Pauses) || IsBare(loop, call.Operation);
        }

        return Functions.Around(call.Operation) is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsOverride: false, IsVirtual: false } function
            && call.Seen.Sources.ReferencesTo(function, call.Seen.Cancellation).Any(mention =>
                mention is IInvocationOperation && Loops.Around(mention) is { } outer && Operations.BelowInFunction(outer).Any(Pauses));
    }

    private static bool Pauses(IOperation operation) => operation is IInvocationOperation
    {
        TargetMethod: { Name: "Sleep", ContainingType.Name: "Thread" } or { Name: "Delay", ContainingType.Name: "Task" } or { Name: "SpinOnce" or "Yield" },
    };

    /// <summary><c>while (!listener.Pending()) { }</c>.</summary>
    private static bool IsBare(ILoopOperation loop, IOperation call) =>
        Loops.ConditionOf(loop) is { } condition && Operations.Contains(condition, call)
        && loop.Body is IBlockOperation { Operations.IsEmpty: true } or IEmptyOperation;
}
