using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A loop over a pipe that never asks whether the other end is done: it spins over nothing, or fills a pipe that nobody reads.</summary>
public sealed class PipeEndUnnoticed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public PipeEndUnnoticed()
        : base(
            "NWA2013",
            "The end of a pipe goes unnoticed",
            "'{0}' tells by IsCompleted that the other end is done and the loop never asks; leave it then",
            "Once the writer has completed, every ReadAsync returns at once with an empty buffer and IsCompleted: a loop without a test for it spins. Once the reader has completed, every flush "
            + "says so and throws the bytes away: a loop that drops the result produces for nobody.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReadsPipe | Topics.FlushesPipe, Judge);

    private static void Judge(Call call)
    {
        if (Loops.Around(call.Operation) is { } loop
            && MayRunForEver(loop)
            && (call.Is(Topics.ReadsPipe) ? GoesOnReading(call, loop) : GoesOnProducing(call, loop)))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Ended by a jump or from outside: a flag, a token. Counted rounds and collections end by themselves.</summary>
    private static bool MayRunForEver(ILoopOperation loop) =>
        Loops.IsEndless(loop)
        || (loop is IWhileLoopOperation { Condition: { } condition }
            && Operations.Below(condition).All(below => below is IUnaryOperation or IFieldReferenceOperation or IInstanceReferenceOperation or ILiteralOperation or IParenthesizedOperation
                or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }
                or ILocalReferenceOperation { Type.Name: "CancellationToken" or "CancellationTokenSource" } or IParameterReferenceOperation { Type.Name: "CancellationToken" or "CancellationTokenSource" }
                or IPropertyReferenceOperation { Property.Name: "Token" }));

    /// <summary>Only the buffer of the result is looked at, and not even whether that is empty.</summary>
    private static bool GoesOnReading(Call call, ILoopOperation loop)
    {
        var fate = Fate.Of(call.Operation);
        switch (fate.Kind)
        {
            case FateKind.Read:
                // (await reader.ReadAsync()).Buffer
                return fate.At is IPropertyReferenceOperation { Property.Name: "Buffer" } && !LooksAtEmptiness(loop);
            case FateKind.Stored when fate.Into is ILocalSymbol result:
                var mentions = Writes.ReadsAmong(call.Body.MentionsOf(result)).ToList();
                return mentions.Count > 0 && mentions.All(mention => Uses.UserOf(mention) is IPropertyReferenceOperation { Property.Name: "Buffer" or "IsCanceled" }) && !LooksAtEmptiness(loop);
            default:
                return false;
        }
    }

    /// <summary>At the end the buffer is empty: whoever leaves on that leaves.</summary>
    private static bool LooksAtEmptiness(ILoopOperation loop) =>
        Operations.Below(loop).Any(below => below is IPropertyReferenceOperation { Property: { Name: "IsEmpty" or "Length" or "IsCompleted" or "End", ContainingType.Name: "ReadOnlySequence" or "SequenceReader" or "ReadResult" or "ReadOnlySpan" or "ReadOnlyMemory" } } property
            && !IsGivenToAdvance(property) && !AsksForEnough(property));

    /// <summary><c>if (buffer.Length &gt;= size) return ..;</c>, <c>while (buffer.Length &gt;= size) { .. }</c>: when no more comes it never holds.</summary>
    private static bool AsksForEnough(IPropertyReferenceOperation length) =>
        length is { Property: { Name: "Length", ContainingType.Name: "ReadOnlySequence" }, Parent: { } up }
        && (up is IConversionOperation ? up.Parent : up) is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual } comparison
        && (comparison.Parent is IConditionalOperation { WhenFalse: null } test ? ReferenceEquals(test.Condition, comparison) : comparison.Parent is IWhileLoopOperation whole && ReferenceEquals(whole.Condition, comparison))
        && Operations.Contains(comparison.LeftOperand, length)
        && comparison.RightOperand.ConstantValue is not { HasValue: true, Value: 0 or 0L or 1 or 1L };

    private static bool IsGivenToAdvance(IOperation operation) =>
        operation.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AdvanceTo" } };

    /// <summary>The result of each flush in the loop is dropped, and nothing else of the pipe is asked.</summary>
    private static bool GoesOnProducing(Call call, ILoopOperation loop) =>
        IsDropped(call.Operation) && call.Seen.Net.CallsOf(Topics.FlushesPipe).Where(flush => Operations.Contains(loop, flush)).All(IsDropped) && !TakesToken(call) && !ReadsTheOtherHalf(call, loop);

    /// <summary>Reads the <c>Input</c> of the very pipes whose <c>Output</c> it writes to: both end with the connection, and the read tells.</summary>
    private static bool ReadsTheOtherHalf(Call flush, ILoopOperation loop) =>
        HalfOf(flush.Receiver, "Output", flush.Seen) is { } pipes
        && flush.Seen.Net.CallsOf(Topics.ReadsPipe).Any(read => Operations.Contains(loop, read)
            && HalfOf(Uses.ReceiverOf(read), "Input", flush.Seen) is { } other && other.Syntax.IsEquivalentTo(pipes.Syntax));

    /// <summary>Of <c>connection.Transport.Output</c> the pipes, <c>connection.Transport</c>; also by way of a local.</summary>
    private static IOperation? HalfOf(IOperation? half, string name, Seen seen) =>
        half is null ? null : Origin.Of(half, seen.Sources).OfType<IPropertyReferenceOperation>().FirstOrDefault(origin => origin.Property.Name == name)?.Instance;

    private static bool IsDropped(IOperation flush)
    {
        var fate = Fate.Of(flush);
        return fate.Kind == FateKind.Dropped && Operations.Below(fate.At).Any(below => below is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "GetResult" });
    }

    /// <summary>A token may be that of the connection, which ends the loop with it.</summary>
    private static bool TakesToken(Call call) =>
        Uses.ArgumentOf(call.Operation, "cancellationToken") is { } token && Uses.Plain(token) is not (IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "None" });
}
