using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Connects that are tried again when they have failed, and how soon.</summary>
internal static class Reconnects
{
    /// <summary>The connect comes again at once when it has failed, and nothing counts the attempts: by a loop, by its own handler.</summary>
    public static bool AreAtOnce(Call call) =>
        (call.Is(Topics.Connects | Topics.ConnectsWebSocket) ? !call.Is(Topics.Begins | Topics.CompletesThroughArgs) : ClientConnections.ConnectsAtOnce(call.Operation))
        && Deadlines.IsWaitedFor(call)
        && Operations.Above<ITryOperation>(call.Operation) is { } @try
        && Operations.Contains(@try.Body, call.Operation)
        && @try.Catches.FirstOrDefault(handler => Catches(handler, call.Is(Topics.ConnectsWebSocket) ? call.Net.Type("System.Net.WebSockets.WebSocketException") : call.Net.SocketException)) is { Filter: null } handler
        && (GoesRound(@try, handler, call) || CallsAgain(handler, call));

    /// <summary>
    /// The same by a small method of this compilation that makes a connection, connects it, and lets a failure out: nothing in it takes time, and it is called
    /// in a loop that goes round at once when it has failed.
    /// </summary>
    public static bool AreAtOnceBy(IInvocationOperation helper, Seen seen) =>
        helper.TargetMethod is { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences.Length: 1 } method
        && Operations.Above<ITryOperation>(helper) is { } @try
        && Operations.Contains(@try.Body, helper)
        && Loops.Around(@try) is not null
        && @try.Catches.FirstOrDefault(handler => Catches(handler, seen.Types.SocketException)) is { Filter: null } handler
        && (seen.Types.IsConnection(method.ReturnType) || (Awaiting.IsTaskWithResult(method.ReturnType) && seen.Types.IsConnection(((INamedTypeSymbol)method.ReturnType).TypeArguments[0])))
        && (Waiting.For(helper) is not null || !Awaiting.IsTask(method.ReturnType))
        && seen.Sources.BodyOf(method) is { } body
        && seen.In(body) is var inside
        && inside.Net.CallsOf(Topics.Connects | Topics.CreatesConnection).Any(connect => NetTypes.Is(connect.Type, seen.Types.TcpClient) ? ClientConnections.ConnectsAtOnce(connect) : inside.Types.TopicsOf(Uses.MemberOf(connect)!).HasAny(Topics.Connects))
        && body.AllLoops.IsEmpty
        && !Sources.NamesIn(body.Root.Syntax).Any(SaysPause)
        && Operations.Below(body.Root).OfType<ITryOperation>().All(inner => inner.Catches.All(clause => Operations.BelowInFunction(clause.Handler).Any(operation => operation is IThrowOperation)))
        && GoesRound(@try, handler, new Call(helper, Topics.None, seen));

    private static bool Catches(ICatchClauseOperation handler, INamedTypeSymbol? fails) =>
        NetTypes.Is(fails, handler.ExceptionType as INamedTypeSymbol) || handler.ExceptionType?.SpecialType == SpecialType.System_Object;

    /// <summary>The handler falls through, and a loop that counts no attempts brings the same connect again; nothing in it takes time.</summary>
    private static bool GoesRound(ITryOperation @try, ICatchClauseOperation handler, Call call) =>
        Loops.Around(@try) is { } loop
        && ReferenceEquals(loop, Loops.Around(call.Operation))
        && loop is not IForEachLoopOperation
        && !Counts(loop)
        && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue })
        && !Operations.BelowInFunction(loop).Any(operation => !IsSkipped(operation, @try, call) && TakesTime(operation, call));

    /// <summary>Behind the connect in the try: when the connect fails it does not run.</summary>
    private static bool IsSkipped(IOperation operation, ITryOperation @try, Call call) =>
        operation.Syntax.SpanStart >= call.Operation.Syntax.Span.End && @try.Body.Syntax.Span.Contains(operation.Syntax.Span);

    /// <summary>The handler of the connect calls the method that connects, or begins the next connect.</summary>
    private static bool CallsAgain(ICatchClauseOperation handler, Call call) =>
        Operations.BelowInFunction(handler.Handler).OfType<IInvocationOperation>().ToList() is { Count: > 0 } calls
        && calls.Any(next => SymbolEqualityComparer.Default.Equals(next.TargetMethod, call.Body.Owner) || call.Net.TopicsOf(next.TargetMethod).HasAny(Topics.Connects))
        && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IConditionalOperation || TakesTime(operation, call));

    /// <summary>A condition that compares amounts: so many attempts, so much time, and it ends.</summary>
    private static bool Counts(ILoopOperation loop) =>
        Loops.ConditionOf(loop) is { } condition
        && Operations.Below(condition).Any(operation => operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual });

    /// <summary>
    /// A pause by its name, here or in a method of this project that is called; a wait for anything but the connect itself; an
    /// amount that is compared, for it may be the number of attempts.
    /// </summary>
    private static bool TakesTime(IOperation operation, Call call) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } when Awaiting.PassesThrough(method) => false,
        IInvocationOperation { TargetMethod: var method } invocation =>
            !Operations.Contains(invocation, call.Operation)
            && (SaysPause(method.Name)
                || call.Net.TopicsOf(method).HasAny(Receiving.Reads)
                || (call.Seen.Sources.BodyOf(method) is { } body && body.Uses.Any(use => Uses.MemberOf(use) is { } member && (SaysPause(member.Name) || call.Net.TopicsOf(member).HasAny(Receiving.Reads))))),
        IAwaitOperation await => !Operations.Contains(await, call.Operation),
        IIncrementOrDecrementOperation => true,
        IDynamicInvocationOperation => true,
        _ => false,
    };

    private static bool SaysPause(string name) =>
        PauseWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Also what waits for a person: a dialogue, a line of the console.</summary>
    private static readonly string[] PauseWords = ["Delay", "Sleep", "Wait", "Pause", "Backoff", "Back_off", "Retry", "Timer", "Join", "ReadLine", "ReadKey", "Show", "Prompt"];
}
