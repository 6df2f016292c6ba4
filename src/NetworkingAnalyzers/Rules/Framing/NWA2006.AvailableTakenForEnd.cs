using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A message is taken to end where no more bytes wait, or to be as long as the bytes that wait: the rest of it is still on its way.</summary>
public sealed class AvailableTakenForEnd : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AvailableTakenForEnd()
        : base(
            "NWA2006",
            "Waiting bytes are taken for the end of a message",
            "'{0}' tells what has arrived so far, not where the message ends; read until its length or delimiter says that it is whole",
            "Available and DataAvailable speak of the bytes that have come by now. A message that is cut into segments, sent in two writes or merely slow is taken for whole "
            + "while its rest is on its way, and the rest for the next message. On one machine it nearly always works.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where a message ends is for the protocol to say: by a length in front, a delimiter, or the end of the connection";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.CountsWaitingBytes | Topics.AsksForEnd, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.AsksForEnd)
            ? EndsMessageByPeek(call)
            : call.Operation is IPropertyReferenceOperation
            && (EndsMessage(call) || SizesMessage(call))
            && Connections.Carries(call.Receiver, call.Seen))
        {
            call.Report(call.Name);
        }
    }

    /// <summary><c>do { n = s.Receive(..); text.Append(..); } while (s.Available > 0);</c> with a text that begins and is used around this loop, or a file.</summary>
    private static bool EndsMessage(Call call)
    {
        if (Loops.Around(call.Operation) is not { } loop
            || !((Loops.ConditionOf(loop) is { } condition && Operations.Contains(condition, call.Operation) && AloneDecides(call.Operation, condition)) || LeavesWhenNothingWaits(call.Operation, loop)))
        {
            return false;
        }

        var around = Loops.Around(loop);
        return !SearchesForDelimiter(loop)
            && GatheredIn(loop, call.Seen).Any(gatherer => gatherer switch
            {
                ILocalSymbol local => Gathering.OutlivesRoundOf(local, loop)
                    && (around is null || !Gathering.OutlivesRoundOf(local, around))
                    && (local.Type.Name == "FileStream" || IsUsedBehind(loop, local, call.Body)),
                IParameterSymbol { RefKind: RefKind.None } parameter => around is null && !Buffers.IsOfBytes(parameter.Type) && IsTakenByCaller(parameter, call),
                _ => false,
            });
    }

    /// <summary><c>CopyWhatWaits(stream, memory); return Parse(memory.ToArray());</c>: what the method was given to put the bytes in is made for one call of it, and used behind that.</summary>
    private static bool IsTakenByCaller(IParameterSymbol gatherer, Call call) =>
        call.Body.Owner is IMethodSymbol method && SymbolEqualityComparer.Default.Equals(gatherer.ContainingSymbol.OriginalDefinition, method.OriginalDefinition)
        && call.Seen.Sources.CallsOf(method, call.Seen.Cancellation).Take(16).Any(use =>
            Uses.ArgumentsOf(use).FirstOrDefault(argument => argument.Parameter?.Ordinal == gatherer.Ordinal) is { Value: var given }
            && Uses.Plain(given) is ILocalReferenceOperation { Local: var local }
            && Body.Around(use) is var body
            && (Loops.Around(use) is not { } around || !Gathering.OutlivesRoundOf(local, around))
            && IsUsedBehind(use, local, body));

    private static bool IsUsedBehind(IOperation gathering, ILocalSymbol gatherer, Body body) =>
        Writes.ReadsAmong(body.MentionsOf(gatherer)).Any(read => read.Syntax.SpanStart > gathering.Syntax.Span.End && IsUsed(read));

    /// <summary><c>while (reader.Peek() >= 0) text += reader.ReadLine();</c> before .NET 8, and the text is used behind it.</summary>
    private static bool EndsMessageByPeek(Call call) =>
        ReadingLoops.WhileSomethingCame(call) is { } loop
        && Connections.Carries(call.Receiver, call.Seen)
        && call.Seen.Net.CallsOf(Topics.ReadsThroughReader).Any(read => Operations.Contains(loop, read)
            && Gathering.Of(read, call.Body) is ILocalSymbol text && Gathering.OutlivesRoundOf(text, loop)
            && IsUsedBehind(loop, text, call.Body));

    /// <summary><c>if (!stream.DataAvailable) break;</c>, <c>if (socket.Available == 0) break;</c> behind a receive.</summary>
    private static bool LeavesWhenNothingWaits(IOperation asked, ILoopOperation loop) =>
        (asked.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } || Comparing.Of(asked.Parent) is { Kind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, Constant: 0 })
        && asked.Parent is { Parent: IConditionalOperation { Type: null } test } nothing
        && ReferenceEquals(test.Condition, nothing)
        && (test.WhenTrue is IBlockOperation { Operations: { Length: > 0 } jumps } ? jumps[jumps.Length - 1] : test.WhenTrue) is IBranchOperation { BranchKind: BranchKind.Break } leave
        && ReferenceEquals(Loops.Around(leave), loop)
        && Operations.Above<ISwitchOperation>(leave) is null;

    /// <summary><c>if (next[0] == delimiter)</c> in the loop: what comes is cut into messages there.</summary>
    private static bool SearchesForDelimiter(ILoopOperation loop) =>
        Operations.BelowInFunction(loop).Any(operation => operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison
            && (Uses.Plain(comparison.LeftOperand) is IArrayElementReferenceOperation || Uses.Plain(comparison.RightOperand) is IArrayElementReferenceOperation));

    /// <summary>Nothing else in the condition keeps the loop going: no <c>||</c>, no test of what has come.</summary>
    private static bool AloneDecides(IOperation asked, IOperation condition)
    {
        for (var up = asked; !ReferenceEquals(up, condition); up = up.Parent!)
        {
            if (up.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or })
            {
                return false;
            }
        }

        return Operations.Below(condition).All(operation => operation is not IInvocationOperation);
    }

    /// <summary>What the receives of the loop are put together in, and what counts their bytes to say where the next goes.</summary>
    private static IEnumerable<ISymbol> GatheredIn(ILoopOperation loop, Seen seen)
    {
        foreach (var receive in seen.Net.CallsOf(Topics.ReceivesBytes).Where(receive => Operations.Contains(loop, receive) && Connections.Carries(Uses.ReceiverOf(receive), seen)))
        {
            var call = new Call(receive, seen.Types.TopicsOf(Uses.MemberOf(receive)!), seen);
            if (Received.Of(call) is not { } received)
            {
                if (Uses.ArgumentOf(receive, "offset") is { } offset && Makings.SymbolOf(Uses.Plain(offset)) is { } total)
                {
                    yield return total;
                }

                continue;
            }

            foreach (var (bytes, _, _) in received.UsesBehind().Where(use => ReferenceEquals(use.In, seen) && Operations.Contains(loop, use.Bytes)))
            {
                var piece = bytes.Parent is IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_String } decode } && seen.Types.TopicsOf(decode.TargetMethod).HasAny(Topics.Decodes) ? decode : bytes;
                if (Gathering.Of(piece, seen.Body) is { } gatherer)
                {
                    yield return gatherer;
                }
            }
        }
    }

    /// <summary>Not merely closed or printed as a count.</summary>
    private static bool IsUsed(IOperation read) => Fate.Of(read) is not { At: IInvocationOperation { TargetMethod.Name: "Dispose" or "Close" or "Clear" or "Flush" } };

    /// <summary><c>var buffer = new byte[client.Available];</c>, and what is read into it is looked at as a text or a value.</summary>
    private static bool SizesMessage(Call call)
    {
        if (Sized(call) is not { } creation
            || Fate.Of(creation) is not { Kind: FateKind.Stored, Into: ILocalSymbol buffer })
        {
            return false;
        }

        return call.Seen.Net.CallsOf(Topics.ReceivesBytes).Any(receive =>
            Received.Of(new Call(receive, call.Seen.Types.TopicsOf(Uses.MemberOf(receive)!), call.Seen)) is { } received
            && SymbolEqualityComparer.Default.Equals(received.Buffer, buffer)
            && received.UsesBehind().Any(use => IsLookedInto(use.Bytes, use.In)));
    }

    private static IArrayCreationOperation? Sized(Call call)
    {
        var top = Uses.Whole(call.Operation);
        if (Fate.Of(top) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol size } && Writes.Among(call.Body.MentionsOf(size)).Count() == 1)
        {
            return Writes.ReadsAmong(call.Body.MentionsOf(size)).Select(read => read.Parent).OfType<IArrayCreationOperation>().FirstOrDefault();
        }

        return top.Parent as IArrayCreationOperation;
    }

    private static bool IsLookedInto(IOperation bytes, Seen seen)
    {
        if (Received.NeededBy(bytes, seen.Types) is not null)
        {
            return true;
        }

        if (bytes.Parent is not IArgumentOperation { Parent: IInvocationOperation call })
        {
            return false;
        }

        if (Parsing.WantsWhole(call.TargetMethod) || seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.ParsesWhole))
        {
            return true;
        }

        return call.Type?.SpecialType == SpecialType.System_String
            && seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Decodes)
            && Gathering.Of(call, seen.Body) is null
            && (IsInspected(call) || (Fate.Of(call) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol text } && Writes.ReadsAmong(seen.Body.MentionsOf(text)).Any(IsInspected)));
    }

    /// <summary>Compared, switched on, asked how it begins, cut into parts.</summary>
    private static bool IsInspected(IOperation text) => text.Parent switch
    {
        IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } call => ReferenceEquals(call.Instance, text),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or ISwitchOperation or ISwitchExpressionOperation or IIsPatternOperation => true,
        _ => false,
    };
}
