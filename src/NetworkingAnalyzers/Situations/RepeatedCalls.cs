using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Methods that this compilation calls more than once on one connection: what one call leaves behind, the next one meets.</summary>
internal static class RepeatedCalls
{
    private const int MostCallers = 16;

    /// <summary>Whether the method around is called in a loop, or twice, for the connection that it keeps in a member or is given.</summary>
    public static bool AreOnOneConnection(Call call, ISymbol root) =>
        root is not ILocalSymbol
        && Loops.Around(call.Operation) is null
        && Functions.Around(call.Operation) is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
        && call.Seen.Sources.ReferencesTo(method, call.Seen.Cancellation).OfType<IInvocationOperation>().Take(MostCallers).ToList() is var callers
        && callers.Any(caller => IsOnOneConnection(caller, callers, root, call));

    /// <summary>What a caller reaches the connection by: the same field of the same object, or what it gives for the parameter.</summary>
    public static ISymbol? ConnectionOf(IInvocationOperation caller, ISymbol root, Seen there, bool throughAll = false) =>
        root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } } parameter ? SameConnection.RootOf(Uses.ArgumentOf(caller, parameter.Name), there, throughAll)
        : caller.Instance is null or IInstanceReferenceOperation ? root
        : Makings.SymbolOf(Uses.Plain(caller.Instance));

    private static bool IsOnOneConnection(IInvocationOperation caller, IReadOnlyList<IInvocationOperation> callers, ISymbol root, Call call)
    {
        var there = call.Seen.In(Body.Around(caller));
        if (ConnectionOf(caller, root, there) is not { } held || Paths.Around(caller, there.Body, call.Seen.Cancellation) is not { } paths)
        {
            return false;
        }

        if (Loops.Around(caller) is { } loop)
        {
            return SameConnection.StaysInLoop(held, loop, there) && !IsGivenAnother(loop, 0) && (paths.From(caller, _ => false, Exceptions.Thrown) & Ends.Again) != 0;
        }

        // `var user = Next(); var password = Next();`
        var function = Body.FunctionOf(caller);
        var next = callers.Where(other => !ReferenceEquals(other, caller) && ReferenceEquals(Body.FunctionOf(other), function) && SymbolEqualityComparer.Default.Equals(ConnectionOf(other, root, there), held)).ToList();
        return next.Count > 0
            && Writes.Among(there.Body.MentionsOf(held)).Count() <= (held is ILocalSymbol ? 1 : 0)
            && !IsGivenAnother(function, caller.Syntax.SpanStart)
            && paths.Reaches(caller, paths.Any(next), exceptions: Exceptions.Thrown) == Answer.Yes;

        // `session.Reconnect(); session.Ask();`, `session.Stream = other;`: the object is the same, its connection is not.
        bool IsGivenAnother(IOperation code, int from) =>
            root is not IParameterSymbol
            && Operations.Below(code).Any(operation => operation.Syntax.SpanStart >= from
                && ((operation is IInvocationOperation other && SameConnection.IsGivenAnotherBy(other, root, there))
                    || (operation is IMemberReferenceOperation { Member: var member } && SymbolEqualityComparer.Default.Equals(member, root) && Write.By(operation) is not null)));
    }
}
