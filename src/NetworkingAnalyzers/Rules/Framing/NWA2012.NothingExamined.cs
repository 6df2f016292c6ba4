using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A pipe is told what was consumed and not what was looked at: with half a message in it, the next read returns at once, and again.</summary>
public sealed class NothingExamined : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public NothingExamined()
        : base(
            "NWA2012",
            "The pipe is not told what was examined",
            "'{0}' marks nothing beyond what was consumed as examined and the next read returns at once with the same bytes; pass the buffer's end as the second argument",
            "A PipeReader waits for more only when all that it holds has been examined. AdvanceTo with the start of what is left says that nothing of it was: while a message is incomplete the loop "
            + "spins, hundreds of thousands of rounds a second for one slow peer.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AdvancesPipe, Judge);

    private static void Judge(Call call)
    {
        if (Loops.Around(call.Operation) is { } loop
            && IsOpen(loop)
            && ExaminesNothing(call)
            && !IsCutToWhatWasSent(call, loop)
            && !WaitsForTheMissing(loop)
            && (!TellsApart(call, loop) || IsForTheIncomplete(call))
            && ReadsAgain(call))
        {
            call.Report(call.Name);
        }
    }

    /// <summary><c>buffer = buffer.Slice(await socket.SendAsync(buffer.First))</c>: what is left is to be sent in the next round, which is to come at once.</summary>
    private static bool IsCutToWhatWasSent(Call call, ILoopOperation loop) =>
        call.Seen.Net.CallsOf(Topics.SendsBytes).Any(send => Operations.Contains(loop, send) && Fate.Of(send).Kind != FateKind.Dropped);

    /// <summary><c>await reader.ReadAtLeastAsync(4 + length)</c>: it waits for so many bytes, whatever was examined.</summary>
    private static bool WaitsForTheMissing(ILoopOperation loop) =>
        Operations.BelowInFunction(loop).OfType<IInvocationOperation>().Any(read =>
            read.TargetMethod is { Name: "ReadAtLeastAsync", ContainingType.Name: "PipeReader" } && read.Arguments.FirstOrDefault() is { Value.ConstantValue.HasValue: false });

    /// <summary>Counted rounds and collections cannot spin.</summary>
    private static bool IsOpen(ILoopOperation loop) => loop is IWhileLoopOperation || Loops.IsEndless(loop);

    /// <summary><c>AdvanceTo(buffer.Start)</c>, <c>AdvanceTo(buffer.Start, buffer.Start)</c>, or a position that is never anything else.</summary>
    private static bool ExaminesNothing(Call call) =>
        Uses.ArgumentsOf(call.Operation) is { Length: 1 or 2 } arguments
        && arguments.All(argument => IsStart(argument.Value, call.Body));

    private static bool IsStart(IOperation position, Body body)
    {
        position = Uses.Plain(position);
        if (position is not ILocalReferenceOperation { Local: var local })
        {
            return IsStartOfSequence(position) || IsWhereReaderStopped(position, body);
        }

        var writes = Writes.Among(body.MentionsOf(local)).ToList();
        return writes.Count > 0 && writes.All(write => write.Value is { } value && IsStartOfSequence(Uses.Plain(value)));
    }

    /// <summary>Of a buffer that was cut down to its end nothing is left: <c>buffer = buffer.Slice(buffer.End)</c>.</summary>
    private static bool IsStartOfSequence(IOperation position) =>
        position is IPropertyReferenceOperation { Property: { Name: "Start", ContainingType.Name: "ReadOnlySequence" }, Instance: { } sequence }
        && Makings.SymbolOf(Uses.Plain(sequence)) is { } symbol
        && !Writes.Among(Body.Around(position).MentionsOf(symbol)).Any(write =>
            write.Value is { } value && Operations.Below(value).Any(below => below is IPropertyReferenceOperation { Property: { Name: "End", ContainingType.Name: "ReadOnlySequence" } }));

    /// <summary><c>reader.Position</c> of a <c>SequenceReader</c> that looks for a delimiter or a length, which may not be there yet.</summary>
    private static bool IsWhereReaderStopped(IOperation position, Body body) =>
        position is IPropertyReferenceOperation { Property: { Name: "Position", ContainingType.Name: "SequenceReader" }, Instance: ILocalReferenceOperation { Local: var reader } }
        && body.MentionsOf(reader).Any(mention => Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "TryReadTo" or "TryReadToAny" or "TryReadExact" })
        && !body.MentionsOf(reader).Any(mention => Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "AdvanceToEnd" });

    /// <summary>Another call in the loop says what was examined: this one is for the case that a message was whole.</summary>
    private static bool TellsApart(Call call, ILoopOperation loop) =>
        OthersIn(call, loop).Any(other => Uses.ArgumentsOf(other).Length == 2 || !Uses.ArgumentsOf(other).All(argument => IsStart(argument.Value, call.Body)));

    /// <summary>
    /// <c>if (end is null) { reader.AdvanceTo(buffer.Start); continue; }</c>: nothing was cut off the buffer, what was looked for is not in it, and
    /// the branch changes nothing that would make the next round look for something else.
    /// </summary>
    private static bool IsForTheIncomplete(Call call) =>
        Uses.ArgumentsOf(call.Operation).All(argument => Uses.Plain(argument.Value) is IPropertyReferenceOperation { Instance: { } sequence }
            && (Uses.Plain(sequence) is IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType.Name: "ReadResult" }, Instance: { } result } ? Makings.SymbolOf(Uses.Plain(result)) : Makings.SymbolOf(Uses.Plain(sequence))) is ILocalSymbol buffer
            && Writes.Among(call.Body.MentionsOf(buffer)).Count() == 1)
        && call.Operation.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Parent: IConditionalOperation test } branch }
        && ReferenceEquals(test.WhenTrue, branch)
        && SaysMissing(test.Condition)
        && !Operations.BelowInFunction(branch).Any(operation => operation is IAssignmentOperation or IIncrementOrDecrementOperation);

    private static bool SaysMissing(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } => true,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } compared => Uses.IsNull(compared.RightOperand) || Uses.IsNull(compared.LeftOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } => true,
        _ => false,
    };

    private static IEnumerable<IOperation> OthersIn(Call call, ILoopOperation loop) =>
        call.Seen.Net.CallsOf(Topics.AdvancesPipe).Where(other => !ReferenceEquals(other, call.Operation) && Operations.Contains(loop, other));

    /// <summary>Whoever leaves the bytes for the next reader does not read again himself.</summary>
    private static bool ReadsAgain(Call call)
    {
        var reads = call.Seen.Net.CallsOf(Topics.ReadsPipe).ToList();
        return reads.Count > 0
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && paths.Reaches(call.Operation, paths.Any(reads), exceptions: Exceptions.Thrown) == Answer.Yes;
    }
}
