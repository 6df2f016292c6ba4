using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is an operation run again with what a variable holds? By a loop of its own, or because its function is given to somebody who repeats it.</summary>
internal static class Repeating
{
    private const int Budget = 16;

    /// <summary>Whether a loop (or a <c>goto</c>) of the function comes back to the operation, and nobody has given the variable another value since.</summary>
    public static bool ByLoop(IOperation operation, ISymbol variable, Body body, CancellationToken cancellation)
    {
        var writes = Writes.Among(body.MentionsOf(variable)).Select(write => write.At).ToList();
        var loop = Loops.Around(operation);
        if (loop is null ? !MayJumpBack(body) : writes.Any(write => Operations.Contains(loop, write)) || Rounds.Of(loop) <= 1)
        {
            return false;
        }

        if (Paths.Around(operation, body, cancellation) is not { } paths)
        {
            return false;
        }

        var isWritten = paths.Any(writes);
        bool Ends(IOperation met) => isWritten(met) || (loop is not null && !loop.Syntax.Span.Contains(met.Syntax.Span));
        return (paths.From(operation, Ends) & (Flow.Ends.Again | Flow.Ends.Unknown)) == Flow.Ends.Again;
    }

    /// <summary>Whether a function (a lambda, a method group, a delegate) is given to somebody who repeats it: a method of this compilation that calls it in a loop, or a library's that says so.</summary>
    public static bool ByOthers(IOperation function, Seen seen, int depth = 2) =>
        Handed.Of(function) is { To: IArgumentOperation { Parameter: { } parameter }, Call: { } call }
        && (Escape.CodeFor(parameter, seen.Sources) is { } code ? Calls(code.Parameter, seen.In(code.Body), depth) : IsSaidBy(call, seen.Sources));

    /// <summary>Whether the code that a parameter is given to calls it again and again.</summary>
    private static bool Calls(IParameterSymbol parameter, Seen seen, int depth) =>
        seen.Body.MentionsOf(parameter).Any(mention => CallOf(mention) is { } call
            ? ByLoop(call, parameter, seen.Body, seen.Cancellation) || (depth > 0 && Body.FunctionOf(call) is IAnonymousFunctionOperation inner && ByOthers(inner, seen, depth - 1))
            : depth > 0 && ByOthers(mention, seen, depth - 1));

    /// <summary><c>attempt()</c>, <c>attempt.Invoke()</c>, <c>attempt?.Invoke()</c>.</summary>
    public static IInvocationOperation? CallOf(IOperation mention) =>
        Uses.UserOf(mention) is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call && ReferenceEquals(Uses.ReceiverOf(call), mention) ? call : null;

    /// <summary>By the name of the method, of its type, or of what it is called on and how that was made.</summary>
    private static bool IsSaidBy(IOperation call, Sources sources)
    {
        if (Uses.MemberOf(call) is { } member && (Retrying.Says(member.Name) || Retrying.Says(member.ContainingType?.Name)))
        {
            return true;
        }

        if (Uses.ReceiverOf(call) is not { } receiver)
        {
            return false;
        }

        return Retrying.Says(receiver.Type?.Name) || Retrying.Says(Makings.SymbolOf(receiver)?.Name) || IsMadeSo(receiver)
            || Origin.Of(receiver, sources).Any(IsMadeSo);
    }

    /// <summary><c>new ResiliencePipelineBuilder().AddRetry(..).Build()</c>.</summary>
    private static bool IsMadeSo(IOperation making)
    {
        var step = (IOperation?)making;
        for (var steps = 0; step is not null && steps < Budget; steps++)
        {
            if (Retrying.Says(Uses.MemberOf(step)?.Name))
            {
                return true;
            }

            step = Uses.ReceiverOf(step);
        }

        return false;
    }

    private static bool MayJumpBack(Body body) =>
        Operations.Below(body.Root).Any(operation => operation is IBranchOperation { BranchKind: BranchKind.GoTo });
}
