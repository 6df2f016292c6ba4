using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A connect that has failed is tried again at once, and again, as fast as the machine can.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReconnectWithoutBackoff : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReconnectWithoutBackoff()
        : base(
            "NWA3011",
            "A failed connect is tried again at once",
            "'{0}' is tried again at once when it has failed, thousands of times a second where the server refuses; wait before the next attempt, longer each time and not all clients alike",
            "A server that is down but whose host is up refuses at once. The loop then burns a processor, fills the log, runs out of ports, and when the server comes back all its clients fall on it in the same instant.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long to wait, how the wait grows and when to give up is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Connects | Topics.CreatesConnection, Judge);

    private static void Judge(Call call)
    {
        if ((call.Is(Topics.Connects) ? !call.Is(Topics.Begins | Topics.CompletesThroughArgs) : ClientConnections.ConnectsAtOnce(call.Operation))
            && Deadlines.IsWaitedFor(call)
            && Operations.Above<ITryOperation>(call.Operation) is { } @try
            && Operations.Contains(@try.Body, call.Operation)
            && @try.Catches.FirstOrDefault(handler => Catches(handler, call.Net)) is { Filter: null } handler
            && (GoesRound(@try, handler, call) || CallsAgain(handler, call))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static bool Catches(ICatchClauseOperation handler, NetTypes net) =>
        NetTypes.Is(net.SocketException, handler.ExceptionType as INamedTypeSymbol) || handler.ExceptionType?.SpecialType == SpecialType.System_Object;

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
