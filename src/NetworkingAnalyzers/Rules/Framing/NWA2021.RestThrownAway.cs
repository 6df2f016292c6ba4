using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A receive is cut into messages, and the beginning of the next one at its end is thrown away: from there on everything is read out of step.</summary>
public sealed class RestThrownAway : NetworkingRule
{
    private const int MostCallers = 16;

    /// <summary>Describes the rule.</summary>
    public RestThrownAway()
        : base(
            "NWA2021",
            "The rest of a receive is thrown away",
            "The part of a message that is left here is lost, for the next '{0}' writes over it; move it to the front of the buffer and receive behind it",
            "A receive ends anywhere: behind three whole messages it may hold half of a fourth. Left where it is, that half is overwritten by the next receive, whose first bytes are then taken for the beginning of a message. "
            + "From there on every length is wrong.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where the rest is kept until more comes is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWithLoops(Judge);

    private static void Judge(Seen seen)
    {
        foreach (var loop in seen.Body.AllLoops)
        {
            foreach (var test in Operations.BelowInFunction(loop.Body).OfType<IConditionalOperation>())
            {
                if (ReferenceEquals(Loops.Around(test), loop)
                    && LeavesSilently(test.WhenTrue, loop) is { } branch
                    && CutIn(test, loop, seen) is { } count
                    && FilledBy(count, seen) is { } receive
                    && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
                {
                    seen.Report(branch, Uses.NameOf(receive));
                }
            }
        }
    }

    /// <summary><c>break;</c> or <c>return ..;</c> out of the loop, and nothing else but what is written to a log.</summary>
    private static IOperation? LeavesSilently(IOperation then, ILoopOperation loop)
    {
        IReadOnlyList<IOperation> statements = Operations.StatementsOf(then);
        return statements.Count > 0
            && statements.Take(statements.Count - 1).All(said => said is IExpressionStatementOperation { Operation: IInvocationOperation call } && Noting.Says(call.TargetMethod.Name))
            && statements[statements.Count - 1] is var last
            && (last is IBranchOperation { BranchKind: BranchKind.Break } branch ? SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel) : last is IReturnOperation)
                ? last
                : null;
    }

    /// <summary>
    /// How many bytes there are, where the test asks whether those from a place on are enough for a message, the loop moves the
    /// place from message to message, and nobody looks at the place behind the loop.
    /// </summary>
    private static ISymbol? CutIn(IConditionalOperation test, ILoopOperation loop, Seen seen)
    {
        if (Uses.Plain(test.Condition) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual } comparison)
        {
            return null;
        }

        var asked = Operations.BelowInFunction(comparison).Select(Makings.SymbolOf).OfType<ISymbol>().ToList();
        var place = asked.OfType<ILocalSymbol>().FirstOrDefault(local => IsMovedIn(loop, local, seen.Body) && IsForgotten(local, test, loop, seen.Body));
        return place is null ? null : asked.FirstOrDefault(symbol => symbol is ILocalSymbol or IParameterSymbol && !SymbolEqualityComparer.Default.Equals(symbol, place)
            && Loops.ConditionOf(loop) is { } condition && Operations.BelowInFunction(condition).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), symbol)));
    }

    /// <summary>A number that begins at 0 and that the loop adds to.</summary>
    private static bool IsMovedIn(ILoopOperation loop, ILocalSymbol place, Body body) =>
        place.Type.SpecialType == SpecialType.System_Int32
        && body.MentionsOf(place) is var mentions
        && mentions.Any(mention => Operations.Contains(loop, mention) && mention.Parent is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add })
        && mentions.All(mention => Write.By(mention) is not { } write || write.Value?.ConstantValue is { HasValue: true, Value: 0 } || mention.Parent is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } or IIncrementOrDecrementOperation);

    /// <summary>Neither behind the loop nor on the way out of it is the place used.</summary>
    private static bool IsForgotten(ILocalSymbol place, IConditionalOperation test, ILoopOperation loop, Body body) =>
        body.MentionsOf(place).All(mention => ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(loop))
            && mention.Syntax.SpanStart < loop.Syntax.Span.End
            && !Operations.Contains(test.WhenTrue, mention));

    /// <summary>The receive that counted them, always from the start of the buffer, round after round: here, or in every caller of this private function.</summary>
    private static IOperation? FilledBy(ISymbol count, Seen seen)
    {
        if (count is ILocalSymbol local)
        {
            return ReceiveInto(local, seen);
        }

        if (count is not IParameterSymbol { ContainingSymbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private, Parameters: var parameters } owner } parameter
            || !parameters.Any(bytes => bytes.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } or { Name: "Span" or "ReadOnlySpan" or "ReadOnlyMemory" or "Memory" })
            || Writes.Among(seen.Body.MentionsOf(parameter)).Any())
        {
            return null;
        }

        IOperation? found = null;
        foreach (var reference in seen.Sources.ReferencesTo(owner, seen.Cancellation).Take(MostCallers))
        {
            if (reference is not IInvocationOperation call
                || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is not { Value: { } given }
                || Uses.Plain(given) is not ILocalReferenceOperation { Local: var received }
                || ReceiveInto(received, seen.In(Body.Around(call))) is not { } receive)
            {
                return null;
            }

            found ??= receive;
        }

        return found;
    }

    private static IOperation? ReceiveInto(ILocalSymbol count, Seen seen)
    {
        foreach (var receive in seen.Net.CallsOf(Topics.ReceivesBytes))
        {
            var topics = seen.Types.TopicsOf(Uses.MemberOf(receive)!);
            if (!topics.HasAny(Topics.Datagram | Topics.Ends)
                && Fate.Of(receive) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol into } && SymbolEqualityComparer.Default.Equals(into, count)
                && Writes.Among(seen.Body.MentionsOf(count)).Count() == 1
                && Loops.Around(receive) is not null
                && Uses.ArgumentsOf(receive).FirstOrDefault(argument => argument.Parameter?.Name == "buffer") is { Value: { } buffer }
                && Received.ArrayOf(buffer, seen.Body) is not null
                && (Uses.ArgumentOf(receive, "offset") is not { } offset || offset.ConstantValue is { HasValue: true, Value: 0 })
                && Connections.Carries(Uses.ReceiverOf(receive), seen))
            {
                return receive;
            }
        }

        return null;
    }
}
