using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>One receive is taken for a whole message: fixed places are read, or its text is compared or parsed, though only a part may be there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
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

    /// <inheritdoc/>
    public override string NoFix => "what to do when the peer closes inside a message is for the protocol to say; the page shows how to read exactly";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesBytes, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Datagram | Topics.Ends)
            && !call.Member.Name.StartsWith("ReadAtLeast", System.StringComparison.Ordinal)
            && Received.Of(call) is { } received
            && !received.IsMeasured()
            && received.UsesBehind().Any(use => NeedsFixedPlace(use, call) || IsTextOfAMessage(use, call))
            && !call.Seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
            && Connections.Carries(call.Receiver, call.Seen)
            && !SpinsToo(call))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>A number of several bytes, or a byte behind the first, at a place that does not depend on the count.</summary>
    private static bool NeedsFixedPlace(IOperation buffer, Call call)
    {
        if (buffer.Parent is IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element)
        {
            return indices[0].ConstantValue is { HasValue: true, Value: > 0 }
                && !(element.Parent is ISimpleAssignmentOperation { Target: var target } && ReferenceEquals(target, element));
        }

        var argument = Operations.Above<IArgumentOperation>(buffer);
        if (argument is { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } slice } && slice.Arguments.Skip(1).All(bound => bound.Value.ConstantValue.HasValue))
        {
            argument = Operations.Above<IArgumentOperation>(slice);
        }

        return argument is { Parent: IInvocationOperation parse }
            && call.Net.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesNumber)
            && parse.TargetMethod.Name != "ToBoolean"
            && parse.Arguments.All(other => other.Parameter?.Name != "startIndex" || other.Value.ConstantValue.HasValue);
    }

    /// <summary>What came is decoded, and the text compared with a whole command, or parsed as one value.</summary>
    private static bool IsTextOfAMessage(IOperation buffer, Call call)
    {
        var argument = Operations.Above<IArgumentOperation>(buffer);
        if (argument is { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } slice })
        {
            argument = Operations.Above<IArgumentOperation>(slice);
        }

        if (argument is not { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_String } decode }
            || !call.Net.TopicsOf(decode.TargetMethod).HasAny(Topics.Decodes))
        {
            return false;
        }

        var fate = Fate.Of(decode);
        return fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol text }
            ? Writes.Among(call.Body.MentionsOf(text)).Count() == 1 && Writes.ReadsAmong(call.Body.MentionsOf(text)).Any(read => IsTakenWhole(read, call))
            : IsTakenWhole(decode, call);
    }

    /// <summary><c>text.Trim() == "QUIT"</c>, <c>switch (text) { case "QUIT": .. }</c>, <c>int.Parse(text)</c>.</summary>
    private static bool IsTakenWhole(IOperation text, Call call)
    {
        while (text.Parent is IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "Trim" or "TrimEnd" or "TrimStart" or "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" } } same)
        {
            text = same;
        }

        return text.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => IsCommand(comparison.LeftOperand) || IsCommand(comparison.RightOperand),
            IInvocationOperation { TargetMethod.Name: "Equals" } equals => equals.Arguments.Any(other => IsCommand(other.Value)),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Equals" } equals } => IsCommand(equals.Instance) || equals.Arguments.Any(other => IsCommand(other.Value)),
            IArgumentOperation { Parent: IInvocationOperation parse } => call.Net.TopicsOf(parse.TargetMethod).HasAny(Topics.ParsesWhole),
            ISwitchOperation @switch => @switch.Cases.SelectMany(@case => @case.Clauses).Any(clause => clause is ISingleValueCaseClauseOperation { Value: var value } && IsCommand(value)),
            ISwitchExpressionOperation @switch => @switch.Arms.Any(arm => arm.Pattern is IConstantPatternOperation { Value: var value } && IsCommand(value)),
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => IsCommand(value),
            _ => false,
        };
    }

    private static bool IsCommand(IOperation? value) => value?.ConstantValue is { HasValue: true, Value: string { Length: > 1 } };

    /// <summary>A loop that goes on for ever at the end is NWA2002's.</summary>
    private static bool SpinsToo(Call call) =>
        Loops.Around(call.Operation) is { } loop && EndOfStream.IsUnnoticedInLoop(call.Operation, loop, call.Seen);
}
