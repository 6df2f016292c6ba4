using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A reader or writer is disposed, which closes the connection below it, and the connection is used after that.</summary>
public sealed class StreamClosedByReader : NetworkingRule
{
    private static readonly Topics Use = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsOneByte | Topics.ReadsThroughReader | Topics.SendsBytes | Topics.WritesThroughWriter
        | Topics.Begins | Topics.WrapsStream;

    /// <summary>Describes the rule.</summary>
    public StreamClosedByReader()
        : base(
            "NWA2010",
            "Disposing a reader or writer closes the connection that is used afterwards",
            "Disposing '{0}' closes the connection below it, which '{1}' uses afterwards; pass leaveOpen: true, or keep it for as long as the connection lives",
            "A reader or writer owns the stream it was made over unless it is told otherwise. Disposing it closes the connection: what follows throws ObjectDisposedException, "
            + "and the peer sees the connection end.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.WrapsStream, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is IObjectCreationOperation { Arguments.Length: > 0 } creation
            && !IsToldToLeaveOpen(creation)
            && EndsOf(creation, call.Body) is { Count: > 0 } ends
            && SameConnection.RootOf(creation.Arguments[0].Value, call.Seen, throughAll: true) is { } root
            && Connections.Carries(creation.Arguments[0].Value, call.Seen)
            && (UsedAfter(creation, ends, root, call) ?? UsedByNextCall(creation, ends, root, call)) is { } use)
        {
            call.Report(call.Name, Uses.NameOf(use));
        }
    }

    /// <summary>By a constant, or by a value that may be true.</summary>
    private static bool IsToldToLeaveOpen(IObjectCreationOperation creation) =>
        (Uses.ArgumentOf(creation, "leaveOpen") ?? Uses.ArgumentOf(creation, "leaveInnerStreamOpen")) is { } told && told.ConstantValue is not { HasValue: true, Value: false };

    /// <summary>Where it is disposed: the block of a <c>using</c>, or calls of <c>Dispose</c> and <c>Close</c>.</summary>
    private static List<IOperation> EndsOf(IObjectCreationOperation creation, Body body)
    {
        var ends = new List<IOperation>();
        foreach (var use in Escape.UsesOf(creation))
        {
            if (use.Kind == UseKind.Using)
            {
                ends.Add(ScopeOf(use.At));
            }
            else if (use is { Kind: UseKind.Aliased, Into: ILocalSymbol local } && Writes.Among(body.MentionsOf(local)).Count() == 1)
            {
                ends.AddRange(Escape.UsesOf(local, body)
                    .Where(inner => inner.Kind == UseKind.Using || inner is { Kind: UseKind.Receiver, Member.Name: "Dispose" or "Close" or "DisposeAsync" })
                    .Select(inner => inner.Kind == UseKind.Using ? ScopeOf(inner.At) : inner.At));
            }
        }

        return ends;
    }

    /// <summary>The <c>using</c> statement; of a declaration the block that it stands in.</summary>
    private static IOperation ScopeOf(IOperation @using)
    {
        for (var up = @using; up is not null; up = up.Parent)
        {
            if (up is IUsingOperation)
            {
                return up;
            }

            if (up is IUsingDeclarationOperation { Parent: { } block })
            {
                return block;
            }
        }

        return @using;
    }

    private static IOperation? UsedAfter(IObjectCreationOperation creation, List<IOperation> ends, ISymbol root, Call call)
    {
        var function = Body.FunctionOf(creation);
        if (IsRenewed(root, call) || Paths.Around(creation, call.Body, call.Seen.Cancellation) is not { } paths)
        {
            return null;
        }

        foreach (var end in ends)
        {
            var isScope = end is IUsingOperation or IBlockOperation;
            foreach (var use in call.Seen.Net.CallsOf(Use))
            {
                if (ReferenceEquals(Body.FunctionOf(use), function)
                    && (isScope ? IsBehind(use, end, creation, root, call) : !ReferenceEquals(use, end) && (use.Syntax.SpanStart > end.Syntax.SpanStart || StaysAround(end, root, call)))
                    && IsOn(use, root, call)
                    && (ReferenceEquals(use, creation)
                        ? (paths.From(creation, _ => false, Exceptions.Thrown) & Ends.Again) != 0
                        : paths.Reaches(isScope ? creation : end, paths.Any(use), exceptions: Exceptions.Thrown) == Answer.Yes))
                {
                    return use;
                }
            }
        }

        return null;
    }

    /// <summary>The method is called again on the same connection, and makes another reader over it.</summary>
    private static IOperation? UsedByNextCall(IObjectCreationOperation creation, List<IOperation> ends, ISymbol root, Call call) =>
        ends.Any(end => end is IUsingOperation or IBlockOperation) && !IsRenewed(root, call) && RepeatedCalls.AreOnOneConnection(call, root) ? creation : null;

    /// <summary>Behind the scope in the text, or (the scope being in a loop) the same creation in the next round.</summary>
    private static bool IsBehind(IOperation use, IOperation scope, IObjectCreationOperation creation, ISymbol root, Call call) =>
        !Operations.Contains(scope, use)
            ? use.Syntax.SpanStart > scope.Syntax.Span.End
            : ReferenceEquals(use, creation) && Loops.Around(scope) is { } loop && SameConnection.StaysInLoop(root, loop, call.Seen);

    /// <summary>What stands before the end comes after it in the next round only, and there the connection may be another.</summary>
    private static bool StaysAround(IOperation end, ISymbol root, Call call) => Loops.AllAround(end).All(loop => SameConnection.StaysInLoop(root, loop, call.Seen));

    /// <summary>Given another connection somewhere in the body: which one is meant where cannot be said.</summary>
    private static bool IsRenewed(ISymbol root, Call call) =>
        Writes.Among(call.Body.MentionsOf(root)).Skip(root is ILocalSymbol ? 1 : 0).Any()
        || (root is not (ILocalSymbol or IParameterSymbol)
            && call.Body.Uses.OfType<IInvocationOperation>().Any(invoked => SameConnection.IsGivenAnotherBy(invoked, root, call.Seen)));

    private static bool IsOn(IOperation use, ISymbol root, Call call)
    {
        var on = use is IObjectCreationOperation { Arguments.Length: > 0 } creation ? creation.Arguments[0].Value : Uses.ReceiverOf(use);
        return SameConnection.IsKeptIn(root, on, call.Seen);
    }
}
