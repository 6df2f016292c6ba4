using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>One receive is taken for a whole message: fixed places are read, or its text is compared or parsed, though only a part may be there.</summary>
public sealed class ReadTakenForMessage : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReadTakenForMessage()
        : base(
            "NWA2003",
            "One read is taken for a whole message",
            "'{0}' may bring a part of the message, and only 0 is told apart here; compare the count with the length that is needed, or read exactly",
            "A receive returns with the first bytes that are there. A header whose fixed places are read after one receive is torn whenever a segment ends inside it: "
            + "lengths that nobody sent, commands that nobody gave.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.ReceivesBytes | Topics.SaysHowItWent, Judge);
        on.BodiesThat(body => body.Body.Uses.Any(use => use is IInvocationOperation call && CountingHelper.MayBe(call)), JudgeHelpers);
    }

    /// <summary>The one receive is made by a method of this project that gives back its count.</summary>
    private static void JudgeHelpers(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && Received.ThroughHelper(call, seen) is { } received && IsTakenForMessage(received)
                && !seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
                && (Loops.Around(call) is not { } loop || !EndOfStream.IsUnnoticedInLoop(call, loop, seen)))
            {
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call));
            }
        }
    }

    private static void Judge(Call call)
    {
        if (call.Operation is IPropertyReferenceOperation property)
        {
            if (property.Property.Name == "BytesTransferred" && Received.OfArgs(property, call.Seen) is { } completed && IsTakenForMessage(completed) && Received.IsFromStream(call) && !EndOfStream.IsUnnoticedInHandler(call))
            {
                call.Report(call.Name);
            }

            return;
        }

        if (!call.Is(Topics.Datagram)
            && !call.Member.Name.StartsWith("ReadAtLeast", System.StringComparison.Ordinal)
            && ((Received.Of(call) is { } received && (IsTakenForMessage(received) || AnnouncedReads.Is(received, call))) || AnnouncedReads.FillsForCaller(call))
            && !call.Seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
            && !WaitingBytes.AreWaitedFor(call)
            && Connections.MayBringPart(call.Receiver, call.Seen)
            && !SpinsToo(call))
        {
            call.Report(call.Name);
        }
    }

    private static bool IsTakenForMessage(Received received) =>
        !received.IsMeasured() && received.UsesBehind().Any(use => Received.NeededBy(use.Bytes, use.In.Types) is not null || IsTextOfAMessage(use.Bytes, use.In) || IsParsedWhole(use.Bytes, use.In));

    /// <summary>The bytes, as they are or as a stream over memory, are given to a deserialiser.</summary>
    private static bool IsParsedWhole(IOperation bytes, Seen seen)
    {
        switch (bytes.Parent)
        {
            case IArgumentOperation { Parent: IInvocationOperation parse }:
                return Parsing.WantsWhole(parse.TargetMethod) || seen.Types.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesWhole);

            case IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "MemoryStream" } memory }:
                return Fate.Of(memory) is { Kind: FateKind.Stored, Into: ILocalSymbol local }
                    ? Writes.ReadsAmong(seen.Body.MentionsOf(local)).Any(IsDeserialised)
                    : IsDeserialised(memory);

            default:
                return false;
        }
    }

    private static bool IsDeserialised(IOperation memory) => Fate.Of(memory) is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation parse } } && Parsing.WantsWhole(parse.TargetMethod);

    /// <summary>What came is decoded, and the text compared with a whole command, or parsed as one value, here or by those who are given it.</summary>
    private static bool IsTextOfAMessage(IOperation bytes, Seen seen)
    {
        if (bytes.Parent is not IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_String } decode }
            || !seen.Types.TopicsOf(decode.TargetMethod).HasAny(Topics.Decodes))
        {
            return false;
        }

        var cut = CutLines.Trimmed(decode);
        if (CutLines.AreHandedOut(cut, seen))
        {
            return true;
        }

        var fate = Fate.Of(cut);
        switch (fate)
        {
            case { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol text }:
                return Writes.Among(seen.Body.MentionsOf(text)).Count() == 1 && Writes.ReadsAmong(seen.Body.MentionsOf(text)).Any(read => IsTakenWhole(read, seen) || IsReturnedAndTakenWhole(read, seen));
            default:
                return IsTakenWhole(cut, seen) || IsReturnedAndTakenWhole(cut, seen);
        }
    }

    /// <summary><c>string Receive() { .. return Encoding.GetString(buffer, 0, n); }</c>, and a caller compares it with a command.</summary>
    private static bool IsReturnedAndTakenWhole(IOperation text, Seen seen) =>
        Fate.Of(text).Kind == FateKind.Returned
        && seen.Body.Owner is IMethodSymbol method && ReferenceEquals(Body.FunctionOf(text), seen.Body.Root)
        && seen.Sources.CallsOf(method, seen.Cancellation).Take(MostCallers).Any(call =>
        {
            var caller = seen.In(Body.Around(call));
            return IsTakenWhole(Awaited(call), caller)
                || (Fate.Of(call) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } && Writes.ReadsAmong(caller.Body.MentionsOf(local)).Any(read => IsTakenWhole(read, caller)));
        });

    private const int MostCallers = 32;

    private static IOperation Awaited(IOperation call)
    {
        call = Waiting.Awaited(call);
        while (call.Parent is IConversionOperation or IParenthesizedOperation)
        {
            call = call.Parent;
        }

        return call;
    }

    /// <summary><c>text.Trim() == "QUIT"</c>, <c>switch (text) { case "QUIT": .. }</c>, <c>int.Parse(text)</c>; also by a method that is given the text.</summary>
    private static bool IsTakenWhole(IOperation text, Seen seen, bool into = true)
    {
        text = CutLines.Trimmed(text);
        return text.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => IsCommand(comparison.LeftOperand) || IsCommand(comparison.RightOperand),
            IInvocationOperation { TargetMethod.Name: "Equals" } equals => equals.Arguments.Any(other => IsCommand(other.Value)),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Equals" } equals } => IsCommand(equals.Instance) || equals.Arguments.Any(other => IsCommand(other.Value)),
            IArgumentOperation { Parent: IInvocationOperation parse } argument => seen.Types.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesWhole) || Parsing.WantsWhole(parse.TargetMethod)
                || (into && argument.Parameter is { } parameter && Escape.CodeFor(parameter, seen.Sources) is var (inner, body) && Writes.ReadsAmong(body.MentionsOf(inner)).Any(read => IsTakenWhole(read, seen.In(body), into: false))),
            ISwitchOperation @switch => @switch.Cases.SelectMany(@case => @case.Clauses).Any(clause => clause is ISingleValueCaseClauseOperation { Value: var value } && IsCommand(value)),
            ISwitchExpressionOperation @switch => @switch.Arms.Any(arm => arm.Pattern is IConstantPatternOperation { Value: var value } && IsCommand(value)),
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => IsCommand(value),
            IInvocationOperation { TargetMethod.Name: "Split" } parts => HasFixedPart(parts, seen),
            _ => false,
        };
    }

    /// <summary><c>var parts = text.Split(' '); Run(parts[0], parts[1]);</c> where nobody asks how many parts there are.</summary>
    private static bool HasFixedPart(IInvocationOperation split, Seen seen)
    {
        if (Fate.Of(split) is not { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol parts })
        {
            return IsFixedPart(split) || IsCommandPart(split, seen);
        }

        var reads = Writes.ReadsAmong(seen.Body.MentionsOf(parts)).ToList();
        return reads.Any(read => IsCommandPart(read, seen)) || reads.Any(IsFixedPart) && reads.All(read => read.Parent is IArrayElementReferenceOperation);
    }

    /// <summary><c>switch (parts[0]) { case "GET": .. }</c>: a torn command is another one, however many parts there are.</summary>
    private static bool IsCommandPart(IOperation parts, Seen seen) =>
        parts.Parent is IArrayElementReferenceOperation { Indices: { Length: 1 } indices } part && indices[0].ConstantValue is { HasValue: true, Value: 0 } && IsTakenWhole(part, seen, into: false);

    private static bool IsFixedPart(IOperation parts) =>
        parts.Parent is IArrayElementReferenceOperation { Indices: { Length: 1 } indices } && indices[0].ConstantValue is { HasValue: true, Value: int and > 0 };

    private static bool IsCommand(IOperation? value) => value?.ConstantValue is { HasValue: true, Value: string { Length: > 1 } };

    /// <summary>A loop that goes on for ever at the end is NWA2002's, made by <c>while</c> or by a callback that begins the next read.</summary>
    private static bool SpinsToo(Call call) => Loops.Around(call.Operation) is { } loop
        ? EndOfStream.IsUnnoticedInLoop(call.Operation, loop, call.Seen)
        : call.Is(Topics.Ends) && EndOfStream.IsUnnoticedInCallback(call);
}
