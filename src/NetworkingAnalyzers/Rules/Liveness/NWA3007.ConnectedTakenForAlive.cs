using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary><c>Connected</c> is asked whether the peer is still there; it only remembers how the last call went.</summary>
public sealed class ConnectedTakenForAlive : NetworkingRule
{
    private const string Remembers = "tells how the last call went, not whether the peer is there";
    private const string LosesTheRest = "tells that the peer has closed while what it sent before that is still unread, and then it is lost";

    /// <summary>Describes the rule.</summary>
    public ConnectedTakenForAlive()
        : base(
            "NWA3007",
            "'Connected' is taken for alive",
            "'{0}' {1}; let a read that tells the end, or a deadline, decide",
            "Connected stays true after the peer has closed or vanished, until a call on the socket fails. A loop or a clean-up that waits for it to turn "
            + "false keeps dead connections for ever.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "what takes its place is a read whose end is handled, or a deadline, and where that stands only the author can say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.RemembersConnected | Topics.SendsBytes, Judge);
        on.BodiesWithLoops(JudgeStates);
    }

    /// <summary><c>if (!IsEstablished(client)) break;</c> before the read of a receive loop, by a method that looks the state of the connection up.</summary>
    private static void JudgeStates(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation { TargetMethod: { ReturnType.SpecialType: SpecialType.System_Boolean, DeclaringSyntaxReferences: { Length: 1 } declared } } asked
                && asked.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Parent: IConditionalOperation { Type: null } test }
                && Loops.Around(test) is { } loop
                && LeavesLoop(test.WhenTrue)
                && asked.Arguments.Any(argument => seen.Types.IsConnection(argument.Value.Type))
                && Sources.NamesIn(declared[0].GetSyntax(seen.Cancellation)).Contains("TcpState")
                && seen.Body.Uses.Any(read => read.Syntax.SpanStart > test.Syntax.Span.End && ReferenceEquals(Loops.Around(read), loop) && Receives.IsOne(read, seen))
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(asked), asked.TargetMethod.Name, LosesTheRest);
            }
        }
    }

    private static bool LeavesLoop(IOperation branch) =>
        (branch is IBlockOperation { Operations: { IsEmpty: false } statements } ? statements[statements.Length - 1] : branch) is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break };

    private static void Judge(Call call)
    {
        if ((call.Is(Topics.RemembersConnected) ? IsTakenForAlive(call) : AsksByEmptySend(call))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, Remembers);
        }
    }

    private static bool IsTakenForAlive(Call call) => ConnectedAnswers.Of(call).Any(answer =>
        DecidesALoop(answer) || DecidesWhoIsGone(answer) || StaleConnections.AreHandedOut(answer, Evidence.TypeOf(call)) || StaleConnections.AreUsedAgain(answer, call));

    /// <summary>
    /// <c>while (client.Connected)</c> around reads that are made only when bytes wait, or around none: nothing in the loop can
    /// notice the end. (A read whose end is unnoticed is NWA2002's; one whose end is handled makes the test harmless.)
    /// </summary>
    private static bool DecidesALoop(Call call) =>
        Loops.Around(call.Operation) is { } loop
        && Loops.ConditionOf(loop) is { } condition && Operations.Contains(condition, call.Operation)
        && !ConnectedAnswers.IsNegated(call.Operation, condition)
        && !EndsWhenNothingWaits(condition, call)
        && PollsOnly(loop, call)
        && !IsCheckedOtherwise(loop, call);

    /// <summary><c>if (!client.Connected) remove it</c> in a loop over clients that never reads what is not waiting, or <c>clients.RemoveAll(client =&gt; !client.Connected)</c>.</summary>
    private static bool DecidesWhoIsGone(Call call) =>
        IsRemovedByTest(call)
        || (Operations.Above<IConditionalOperation>(call.Operation) is { Type: null } test
        && Operations.Contains(test.Condition, call.Operation)
        && ConnectedAnswers.IsNegated(call.Operation, test.Condition)
        && Loops.Around(test) is { } loop
        && PollsOnly(loop, call)
        && !ConnectsIn(loop, call)
        && !IsCheckedOtherwise(loop, call));

    private static bool IsRemovedByTest(Call call) =>
        Body.FunctionOf(call.Operation) is IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "RemoveAll" or "RemoveWhere" } } } } test
        && (Operations.Above<IReturnOperation>(call.Operation) is not { } @return || ConnectedAnswers.IsNegated(call.Operation, @return))
        && Operations.BelowInFunction(test.Body).All(operation => operation is not IInvocationOperation { TargetMethod.Name: "Poll" })
        && Evidence.TypeOf(call) is { } type && TypePollsOnly(type, call.Seen);

    /// <summary><c>while (client.Available &gt; 0 &amp;&amp; client.Connected)</c> takes what is there and is done.</summary>
    private static bool EndsWhenNothingWaits(IOperation condition, Call call) =>
        Operations.Below(condition).Any(operation => Uses.MemberOf(operation) is { } member && call.Net.TopicsOf(member).HasAny(Topics.AvoidsWaiting));

    /// <summary>The loop has reads on connections (or, where it has none, its type), and each is made only when bytes are known to wait.</summary>
    private static bool PollsOnly(ILoopOperation loop, Call call)
    {
        var reads = call.Seen.Net.CallsOf(Receiving.Reads).Where(read => Operations.Contains(loop, read) && Connections.Carries(Uses.ReceiverOf(read), call.Seen)).ToList();
        return reads.Count > 0
            ? reads.All(read => EndOfStream.IsMadeOnlyWhenBytesWait(read, loop, call.Seen))
            : Evidence.TypeOf(call) is { } type && TypePollsOnly(type, call.Seen);
    }

    private static bool TypePollsOnly(INamedTypeSymbol type, Seen seen)
    {
        var calls = Evidence.CallsIn(type, seen);
        return !calls.Any(pair => pair.Value.HasAny(Topics.Begins | Topics.CompletesThroughArgs | Topics.SendsBytes | Topics.WritesThroughWriter))
            && !Evidence.IsNamed(type, seen, name => name is "Poll" or "Select" || Evidence.SaysWatched(name))
            && calls.Where(pair => pair.Value.HasAny(Receiving.Reads) && Connections.Carries(Uses.ReceiverOf(pair.Key), seen)).Select(pair => pair.Key).ToList() is { Count: > 0 } reads
            && reads.All(read => EndOfStream.IsMadeOnlyWhenBytesWait(read, Body.FunctionOf(read), seen));
    }

    private static bool ConnectsIn(ILoopOperation loop, Call call) => call.Seen.Net.CallsOf(Topics.Connects).Any(connect => Operations.Contains(loop, connect));

    /// <summary>Poll tells the end together with Available, and an exception or a send may.</summary>
    private static bool IsCheckedOtherwise(ILoopOperation loop, Call call) =>
        Operations.Below(loop).Any(operation => operation is IInvocationOperation { TargetMethod: { Name: "Poll", ContainingType.Name: "Socket" } })
        || call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send => Operations.Contains(loop, send));

    /// <summary>A send of no bytes succeeds on a dead connection too.</summary>
    private static bool AsksByEmptySend(Call call) =>
        NetTypes.Is(call.Member.ContainingType, call.Net.Socket)
        && Uses.ArgumentsOf(call.Operation) is { Length: > 0 } arguments
        && (Buffers.IsEmpty(arguments[0].Value) || arguments.Any(argument => argument.Parameter?.Name == "size" && argument.Value.ConstantValue is { HasValue: true, Value: 0 }))
        && call.Receiver is { } socket && !Connections.IsDatagram(socket, call.Seen);
}
