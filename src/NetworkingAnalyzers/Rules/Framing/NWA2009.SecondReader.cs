using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A connection gets a second buffering reader, or a new one for each message: what the first had read ahead is lost.</summary>
public sealed class SecondReader : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public SecondReader()
        : base(
            "NWA2009",
            "A second reader misses what the first has buffered",
            "'{0}' starts behind what an earlier reader of this connection has read ahead, and those bytes are lost; make one reader when the connection opens and read all through it",
            "A StreamReader takes from the connection whatever is there, up to a buffer full, and hands out a line of it. The next lines are in its buffer: a second reader, or one made for "
            + "each message, never sees them. It works while messages come one at a time.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "the reader must live as long as the connection, beside it in a field or handed to whoever reads: where that is, the author must say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.WrapsStream, Judge);

    private static void Judge(Call call)
    {
        if (!NetTypes.Is(call.Operation.Type, call.Net.StreamReader)
            || Uses.ArgumentOf(call.Operation, "stream") is not { } stream
            || ReadsOf(call) is not { Count: > 0 } reads
            || IsClosed(call)
            || SameConnection.RootOf(stream, call.Seen) is not { } root
            || !Connections.Carries(stream, call.Seen))
        {
            return;
        }

        if (IsMadeForEachRound(call, root, reads) || RepeatedCalls.AreOnOneConnection(call, root))
        {
            call.Report(call.Name);
        }
        else if (SecondOn(call, root, reads) is { } second)
        {
            call.Seen.Report(Uses.PlaceOf(second), Uses.NameOf(second));
        }
    }

    /// <summary>
    /// The calls that read something through the reader. Null where it may be read to the end, or by others: passed on, stored,
    /// returned, read in a loop of its own that is not one over the lines of a header.
    /// </summary>
    private static List<IOperation>? ReadsOf(Call call)
    {
        var reads = new List<IOperation>();
        foreach (var use in UsesOf(call))
        {
            switch (use)
            {
                case { Kind: UseKind.Receiver, Member: IMethodSymbol { Name: "ReadLine" or "ReadLineAsync" or "Read" or "ReadAsync" or "ReadBlock" or "ReadBlockAsync" } }:
                    if (!IsInLoopOfItsOwn(use.At, call))
                    {
                        reads.Add(use.At);
                        break;
                    }

                    return null;
                case { Kind: UseKind.Receiver, Member.Name: "Dispose" or "Close" or "CurrentEncoding" or "Peek" } or { Kind: UseKind.Inspected or UseKind.Using }:
                    break;
                default:
                    return null;
            }
        }

        return reads;
    }

    private static IEnumerable<Use> UsesOf(Call call)
    {
        foreach (var use in Escape.UsesOf(call.Operation))
        {
            var local = use.Kind == UseKind.Using ? (use.At as IVariableDeclaratorOperation)?.Symbol : use.Kind == UseKind.Aliased ? use.Into : null;
            if (local is null)
            {
                yield return use;
            }
            else if (Writes.Among(call.Body.MentionsOf(local)).Count() > 1)
            {
                yield return new Use(use.Mention, UseKind.Unknown, use.At);
            }
            else
            {
                foreach (var inner in Escape.UsesOf(local, call.Body).Where(inner => inner.Kind != UseKind.Written))
                {
                    yield return inner;
                }
            }
        }
    }

    /// <summary>A loop that ends at an empty line, or at one that says so, leaves the rest; any other may read all there is.</summary>
    private static bool IsInLoopOfItsOwn(IOperation read, Call call) =>
        Loops.Around(read) is { } loop && !ReferenceEquals(loop, Loops.Around(call.Operation))
        && !(Loops.ConditionOf(loop) is { } condition
            && Operations.Below(condition).Any(below => below.ConstantValue is { HasValue: true, Value: string }
                || below is IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } }
                or IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String } }
                or IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_String } }));

    /// <summary>Its disposal closes the connection: that is NWA2010's.</summary>
    private static bool IsClosed(Call call) =>
        Uses.ArgumentOf(call.Operation, "leaveOpen") is not { ConstantValue: { HasValue: true, Value: true } }
        && (Escape.UsesOf(call.Operation).Any(use => use.Kind == UseKind.Using) || UsesOf(call).Any(use => use.Kind == UseKind.Using || use is { Kind: UseKind.Receiver, Member.Name: "Dispose" or "Close" }));

    private static bool IsMadeForEachRound(Call call, ISymbol root, List<IOperation> reads) =>
        Loops.Around(call.Operation) is { } loop
        && SameConnection.StaysInLoop(root, loop, call.Seen)
        && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
        && reads.Any(read => paths.Reaches(read, paths.Any(call.Operation), exceptions: Exceptions.Thrown) == Answer.Yes);

    /// <summary>Another reader over the connection, or a read past this one, once this one has read.</summary>
    private static IOperation? SecondOn(Call call, ISymbol root, List<IOperation> reads)
    {
        var others = call.Seen.Net.CallsOf(Topics.WrapsStream | Topics.ReceivesBytes | Topics.ReceivesExactly)
            .Where(other => !ReferenceEquals(other, call.Operation)
                && ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation))
                && other.Syntax.SpanStart > call.Operation.Syntax.SpanStart
                && (other is IObjectCreationOperation made
                    ? NetTypes.Is(made.Type, call.Net.StreamReader) || NetTypes.Is(made.Type, call.Net.BinaryReader)
                    : !reads.Contains(other))
                && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(other is IObjectCreationOperation { Arguments.Length: > 0 } creation ? BelowBuffer(creation.Arguments[0].Value) : Uses.ReceiverOf(other), call.Seen), root))
            .ToList();
        return others.Count > 0
            && Writes.Among(call.Body.MentionsOf(root)).Count() <= (root is ILocalSymbol ? 1 : 0)
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            ? others.FirstOrDefault(other => reads.Any(read => paths.Reaches(read, paths.Any(other), exceptions: Exceptions.Thrown) == Answer.Yes))
            : null;
    }

    private static IOperation BelowBuffer(IOperation stream) =>
        Uses.Plain(stream) is IObjectCreationOperation { Type.Name: "BufferedStream", Arguments: { Length: > 0 } arguments } ? arguments[0].Value : stream;
}
