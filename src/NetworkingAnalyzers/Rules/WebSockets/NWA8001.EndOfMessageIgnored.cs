using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>A receive of a WebSocket may bring a part of a message, and the code takes a part for the whole: long messages are torn or lost.</summary>
public sealed class EndOfMessageIgnored : NetworkingRule
{
    private const string Unasked = "'EndOfMessage' says whether it is the last, and nobody asks; gather the parts until it is true";
    private const string LastCount = "after the loop 'Count' is that of the last part alone; use the sum of all";
    private const string EmptyEnds = "one without bytes ends this loop, and need not end the message; loop until 'EndOfMessage' is true";
    private const string Cleared = "each 'continue' before the last passes through this 'finally', which throws the part away; clear where the message is complete";

    /// <summary>Describes the rule.</summary>
    public EndOfMessageIgnored()
        : base(
            "NWA8001",
            "A part of a message is taken for the whole",
            "'{0}' may bring a part of a message: {1}",
            "A message arrives in parts where the sender fragments it, or where it is longer than the buffer. Short messages always work; the first long one is cut into pieces that do not parse, or loses its beginning.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where the parts are gathered, and how long a message may become, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesPart, Judge);

    private static void Judge(Call call)
    {
        if (TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var fate = Fate.Of(call.Operation);
        if (fate is not { Kind: FateKind.Stored, Into: (ILocalSymbol or IParameterSymbol) and var result })
        {
            if (fate.Kind == FateKind.Dropped && IsNeverAsked(call, result: null))
            {
                call.Report(call.Name, Unasked);
            }
        }
        else if (EndsWithEmptyPart(call))
        {
            call.Report(call.Name, EmptyEnds);
        }
        else if (LastPart.CountTakenForSize(call, result) is { } count)
        {
            call.Seen.Report(count, call.Name, LastCount);
        }
        else if (ClearedOnTheWay(call, result) is { } clear)
        {
            call.Seen.Report(Uses.PlaceOf(clear), call.Name, Cleared);
        }
        else if (IsNeverAsked(call, result))
        {
            call.Report(call.Name, Unasked);
        }
    }

    /// <summary><c>while ((result = await socket.ReceiveAsync(..)).Count > 0)</c>.</summary>
    private static bool EndsWithEmptyPart(Call call) =>
        Loops.Around(call.Operation) is { } loop
        && Loops.ConditionOf(loop) is { } condition
        && Operations.Contains(condition, call.Operation)
        && Operations.BelowInFunction(condition).Any(test =>
            Comparing.Of(test) is { Kind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, Constant: 0, Value: var count }
            && Uses.Plain(count) is IPropertyReferenceOperation { Property.Name: "Count", Instance: { } of }
            && Operations.Contains(of, call.Operation));

    /// <summary>
    /// <c>try { text.Append(..); if (!result.EndOfMessage) continue; .. } finally { text.Clear(); }</c>: the clearing that the early
    /// way round the loop meets.
    /// </summary>
    private static IOperation? ClearedOnTheWay(Call call, ISymbol result)
    {
        if (Operations.Above<ITryOperation>(call.Operation) is not { Finally: { } always } @try
            || !Operations.Contains(@try.Body, call.Operation)
            || Loops.Around(@try) is not { } loop
            || !ReferenceEquals(Loops.Around(call.Operation), loop)
            || !Operations.BelowInFunction(@try.Body).OfType<IBranchOperation>().Any(branch => branch.BranchKind == BranchKind.Continue
                && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)
                && AsksForMore(branch, result, @try.Body)))
        {
            return null;
        }

        return Operations.BelowInFunction(always).OfType<IInvocationOperation>().FirstOrDefault(clear =>
            clear is { TargetMethod.Name: "Clear" or "SetLength", Instance: { } cleared }
            && Operations.Above<IConditionalOperation>(clear) is var condition && (condition is null || !Operations.Contains(always, condition))
            && Makings.SymbolOf(Uses.Plain(cleared)) is { } gatherer
            && Gathering.OutlivesRoundOf(gatherer, loop)
            && Operations.BelowInFunction(@try.Body).OfType<IInvocationOperation>().Any(add => add.TargetMethod.Name is "Append" or "AddRange" or "Write" or "WriteAsync"
                && Uses.ReceiverOf(add) is { } to && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(to), gatherer)));
    }

    /// <summary>The branch is taken where the message is not complete.</summary>
    private static bool AsksForMore(IOperation branch, ISymbol result, IOperation within)
    {
        for (var up = branch.Parent; up is not null && !ReferenceEquals(up, within); up = up.Parent)
        {
            if (up is IConditionalOperation { Condition: var condition, WhenTrue: var then } && Operations.Contains(then, branch)
                && Operations.BelowInFunction(condition).OfType<IUnaryOperation>().Any(not => not.OperatorKind == UnaryOperatorKind.Not
                    && Uses.Plain(not.Operand) is IPropertyReferenceOperation { Property.Name: "EndOfMessage", Instance: { } of } && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(of)), result)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The bytes of one receive become text, or an object, and no code of the type has ever heard of the end of a message.</summary>
    private static bool IsNeverAsked(Call call, ISymbol? result) =>
        call.Operation is IInvocationOperation { Arguments: { Length: > 0 } arguments }
        && Received.ArrayOf(arguments[0].Value, call.Body) is { } buffer
        && (result is null || Escape.UsesOf(result, call.Body).All(use => use.Kind is UseKind.Receiver or UseKind.Written or UseKind.Inspected))
        && call.Seen.Net.CallsOf(Topics.Decodes | Topics.ReadsToEnd).Any(made => ReferenceEquals(Body.FunctionOf(made), Body.FunctionOf(call.Operation))
            && made.Syntax.SpanStart > call.Operation.Syntax.SpanStart
            && Uses.ArgumentsOf(made).Any(argument => SymbolEqualityComparer.Default.Equals(Received.ArrayOf(argument.Value, call.Body), buffer))
            && (result is null || IsCounted(made, result) || Uses.ArgumentsOf(made).Length == 1)
            && Gathering.Of(made, call.Body) is null)
        && Evidence.TypeOf(call) is { } type
        && !Evidence.IsNamedIn(type, call.Seen, name => name == "EndOfMessage");

    private static bool IsCounted(IOperation made, ISymbol result) =>
        Operations.BelowInFunction(made).Any(part => part is IPropertyReferenceOperation { Property.Name: "Count", Instance: { } of } && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(of)), result));
}
