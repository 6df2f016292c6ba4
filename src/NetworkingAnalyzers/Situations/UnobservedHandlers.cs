using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Handlers of accepted connections whose task is dropped and whose failure nobody sees.</summary>
internal static class UnobservedHandlers
{
    /// <summary>How many calls down from the handler the one is looked for that closes the connection.</summary>
    private const int Depth = 3;

    /// <summary>The connection goes to a task that nobody looks at, and what runs there lets a failure out. A thread of its own is none: an exception on one ends the process.</summary>
    public static bool IsOne(Given given, Seen seen) =>
        given is { As: GivenAs.HandedOver, At: IInvocationOperation call }
        && Awaiting.IsTask(call.Type)
        && Fate.Of(call).Kind == FateKind.Dropped
        && Waiting.For(call) is null
        && !OwnThread.IsStarted(call)
        && given.CodeIn(seen.Sources) is { } code
        && LetsThrough(code, Depth, seen);

    /// <summary>
    /// The function that runs lets a failure out, and nothing there closes the connection then (<c>finally</c>, <c>using</c>): whoever
    /// clears up has thought of the failure, and may want no log of each client that goes.
    /// </summary>
    private static bool LetsThrough(IOperation code, int depth, Seen seen)
    {
        if (Failures.Of(seen.Compilation).FirstLetOutBy(code, seen.In(Body.Around(code))) is not IInvocationOperation failing
            || Operations.Above<ITryOperation>(failing) is { Finally: not null }
            || Operations.BelowInFunction(code).Any(operation => operation is IUsingOperation or IUsingDeclarationOperation && HoldsConnection(operation, seen)))
        {
            return false;
        }

        // The one that is called may be the one that closes.
        return depth == 0 || seen.Sources.FunctionOf(failing.TargetMethod) is not { } inner || LetsThrough(inner, depth - 1, seen);
    }

    private static bool HoldsConnection(IOperation @using, Seen seen)
    {
        var resources = @using is IUsingOperation statement ? statement.Resources : @using;
        return Operations.BelowInFunction(resources).Any(operation =>
            seen.Types.IsConnection(operation.Type) || (operation is IVariableDeclaratorOperation { Symbol.Type: var type } && (seen.Types.IsConnection(type) || NetTypes.Is(type, seen.Types.Stream))));
    }
}
