using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>The parts of a message are gathered until its sender says that it ends, however much that is.</summary>
public sealed class MessageUnbounded : NetworkingRule
{
    private static readonly string[] WordsOfLimits = ["MessageTooBig", "TooLarge", "TooBig", "MaxMessage", "MaxSize", "MaxLength", "MaximumMessage", "Limit", "MaxReceive", "MaxBytes"];

    /// <summary>Describes the rule.</summary>
    public MessageUnbounded()
        : base(
            "NWA8004",
            "A message is gathered without a limit",
            "'{0}' brings parts until the peer says that the message ends, and all are kept in '{1}'; close with 'MessageTooBig' where it grows beyond your largest message",
            "A message of a WebSocket has no length: it ends when its sender says so. A peer that never does, by mistake or on purpose, fills the memory of the process, and all other connections go down with it.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long a message may be is known to the protocol";

    /// <inheritdoc/>
    public override string? Threat => "a client that never ends its message takes all memory";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesPart, Judge);

    private static void Judge(Call call)
    {
        if (Loops.AllAround(call.Operation).FirstOrDefault(AsksForEnd) is { } loop
            && GathererIn(loop) is { } gatherer
            && !IsBounded(loop)
            && Evidence.TypeOf(call) is { } type
            && !Evidence.IsNamedIn(type, call.Seen, name => WordsOfLimits.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, gatherer.Name);
        }
    }

    private static bool AsksForEnd(ILoopOperation loop) => Operations.BelowInFunction(loop).Any(operation => operation is IPropertyReferenceOperation { Property.Name: "EndOfMessage" });

    /// <summary>What outlives the round and is added to in it: a stream in memory, a list, a text.</summary>
    private static ISymbol? GathererIn(ILoopOperation loop)
    {
        foreach (var operation in Operations.BelowInFunction(loop))
        {
            var into = operation switch
            {
                IInvocationOperation { TargetMethod.Name: "Write" or "WriteAsync" or "AddRange" or "Append" or "Add" } add => Uses.ReceiverOf(add),
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: { Type.SpecialType: SpecialType.System_String } target } => target,
                _ => null,
            };
            if (into is { Type: { } kept } && (kept.SpecialType == SpecialType.System_String || kept.Name is "MemoryStream" or "List" or "StringBuilder" or "ArrayBufferWriter" or "RecyclableMemoryStream")
                && Makings.SymbolOf(Uses.Plain(into)) is { } gatherer && Gathering.OutlivesRoundOf(gatherer, loop))
            {
                return gatherer;
            }
        }

        return null;
    }

    /// <summary>Something is compared with how much there may be: not only with nothing.</summary>
    private static bool IsBounded(ILoopOperation loop) =>
        Operations.BelowInFunction(loop).OfType<IBinaryOperation>().Any(test =>
            test.OperatorKind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
            && test.RightOperand.ConstantValue is not { HasValue: true, Value: 0 or 0L } && test.LeftOperand.ConstantValue is not { HasValue: true, Value: 0 or 0L });
}
