using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Endless accept loops that catch every failure and go straight back to the accept.</summary>
internal static class SpinningAccepts
{
    /// <summary>The accept, and the clause that takes what a closed listener throws.</summary>
    public static IEnumerable<(IOperation Accept, ICatchClauseOperation Clause)> In(Seen seen)
    {
        if (!seen.Net.Topics.HasAny(Topics.Accepts))
        {
            yield break;
        }

        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            if (loop is { Next: NextAccept.Loop, Loop: { } around }
                && Loops.IsEndless(around)
                && Catching.TryAround(loop.Accept, clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException) && Catching.Takes(clause.ExceptionType, seen.Types.IOException)) is { } @try
                && Operations.Contains(around, @try)
                && @try.Catches.All(GoesOn)
                && @try.Finally is null
                && !Operations.BelowInFunction(around).Any(operation => !@try.Catches.Any(clause => Operations.Contains(clause, operation)) && Pauses(operation)))
            {
                yield return (loop.Accept, @try.Catches.Last());
            }
        }
    }

    /// <summary>It notes the failure at most.</summary>
    private static bool GoesOn(ICatchClauseOperation clause)
    {
        if (clause.Filter is not null)
        {
            return false;
        }

        foreach (var operation in Operations.BelowInFunction(clause.Handler))
        {
            switch (operation)
            {
                case IReturnOperation or IThrowOperation or IConditionalOperation { Type: null } or ISwitchOperation or IAwaitOperation:
                case IBranchOperation { BranchKind: not BranchKind.Continue }:
                case IAssignmentOperation or IIncrementOrDecrementOperation:
                case IInvocationOperation call when Pauses(call) || !Noting.Says(call.TargetMethod.Name):
                    return false;
            }
        }

        return true;
    }

    /// <summary>Something else in the loop waits, or leaves it.</summary>
    private static bool Pauses(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Sleep" or "Delay" or "Wait" or "WaitAsync" or "WaitOne" or "Yield" or "WaitForNextTickAsync" or "Pending" or "Poll" or "ThrowIfCancellationRequested" }
            or IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo };
}
