using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is what a local holds disposed of before its function has returned?</summary>
internal static class Disposing
{
    /// <summary>Whether it surely is when the function returns from this place: by <c>using</c>, in a <c>finally</c>, or by a call that every way there passes.</summary>
    public static bool IsDone(ILocalSymbol local, IOperation @return, Body body, CancellationToken cancellation)
    {
        var function = Body.FunctionOf(@return);
        foreach (var use in Escape.UsesOf(local, body))
        {
            if (!ReferenceEquals(Body.FunctionOf(use.At), function))
            {
                continue;
            }

            if (use.Kind == UseKind.Using
                || (use is { Kind: UseKind.Receiver, Member.Name: "Dispose" or "Close" or "DisposeAsync" } && (IsInFinally(use.At) || IsPassed(use.At, @return, body, cancellation))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A statement of the <c>finally</c> itself: one below a condition may be for other ways out.</summary>
    private static bool IsInFinally(IOperation call)
    {
        var child = call;
        for (var up = call.Parent; up is not null; child = up, up = up.Parent)
        {
            switch (up)
            {
                case ITryOperation @try:
                    return ReferenceEquals(@try.Finally, child);
                case IBlockOperation or IExpressionStatementOperation or IConditionalAccessOperation or IAwaitOperation:
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>No way to the place leaves the call out, and from the call there is one to it.</summary>
    private static bool IsPassed(IOperation call, IOperation @return, Body body, CancellationToken cancellation) =>
        !Catching.IsCleanup(call)
        && Paths.Around(@return, body, cancellation) is { } paths
        && paths.Any(Operations.BelowInFunction(@return).Where(below => below is not IReturnOperation).Take(1)) is var isReturn
        && paths.Reaches(null, isReturn, paths.Any(call), Exceptions.Thrown) == Answer.No
        && paths.Reaches(call, isReturn, exceptions: Exceptions.Thrown) == Answer.Yes;
}
