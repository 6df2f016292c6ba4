using System;
using System.Collections.Generic;
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
        && Catching.TryAround(call.Operation) is { } @try
        && HandlerOf(@try, call.Is(Topics.ConnectsWebSocket) ? call.Net.Type("System.Net.WebSockets.WebSocketException") : call.Net.SocketException) is { } handler
        && (GoesRound(@try, handler, call) || CallsAgain(handler, call));

    /// <summary>
    /// <c>while (running) { try { await ConnectAsync(); } catch { .. } Task.Delay(1000); }</c>: the pause of a loop that connects again is begun and not waited
    /// for. Gives what is begun, and the call that connects.
    /// </summary>
    public static IEnumerable<(IInvocationOperation Pause, IInvocationOperation Connect)> WithUnawaitedPauses(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation pause
                && IsBegunAndDropped(pause)
                && (IsDelay(pause.TargetMethod) || EndsWithDelay(pause.TargetMethod, seen))
                && Loops.Around(pause) is { } loop and not IForEachLoopOperation
                && !Operations.BelowInFunction(loop).Any(other => other is IInvocationOperation { TargetMethod: var paused } waited && !Awaiting.PassesThrough(paused) && SaysPause(paused.Name) && !IsBegunAndDropped(waited))
                && Operations.BelowInFunction(loop).OfType<IInvocationOperation>().FirstOrDefault(call => Connects(call, seen) && IsTriedIn(loop, call)) is { } connect)
            {
                yield return (pause, connect);
            }
        }
    }

    /// <summary>
    /// <c>while (!stop) { try { var news = await http.GetStringAsync(url); .. } catch (HttpRequestException e) { Log(e); } }</c>: a request that a loop makes first
    /// thing in each round, for as long as it runs. What is taken from a queue before it, or asked of a server that answers, sets the pace.
    /// </summary>
    public static bool AsksAtOnce(Call call) =>
        call.Is(Topics.SendsRequest)
        && Deadlines.IsWaitedFor(call)
        && Catching.TryAround(call.Operation) is { } @try
        && HandlerOf(@try, call.Net.Type("System.Net.Http.HttpRequestException")) is { } handler
        && Loops.Around(@try) is (IWhileLoopOperation or IForLoopOperation { Before.IsEmpty: true, AtLoopBottom.IsEmpty: true }) and { } loop
        && (Loops.IsEndless(loop) || (Loops.ConditionOf(loop) is { } condition && IsFlag(condition)))
        && Operations.BelowInFunction(loop).OfType<IInvocationOperation>().All(other =>
            other.Syntax.SpanStart >= call.Operation.Syntax.Span.End || Operations.Contains(other, call.Operation) || other.TargetMethod is { IsStatic: true } or { ContainingType.Name: "String" or "Uri" or "StringBuilder" or "Object" or "Int32" })
        && GoesRound(@try, handler, call, @try.Catches.Where(other => !ReferenceEquals(other, handler)));

    private static bool IsFlag(IOperation condition) => Uses.Plain(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => IsFlag(operand),
        IFieldReferenceOperation or ILocalReferenceOperation => true,
        IPropertyReferenceOperation { Property.Name: var name } => name is "IsCancellationRequested" or "IsRunning" or "Running",
        _ => false,
    };

    private static bool IsDelay(IMethodSymbol method) => method is { Name: "Delay", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } };

    /// <summary>An async method of this compilation whose result nobody looks at, or a <c>Task.Delay</c> likewise.</summary>
    private static bool IsBegunAndDropped(IInvocationOperation call) =>
        ((call.TargetMethod.IsAsync && (call.TargetMethod.ReturnsVoid || Awaiting.IsTask(call.Type))) || IsDelay(call.TargetMethod))
        && (call.TargetMethod.ReturnsVoid ? call.Parent is IExpressionStatementOperation : Waiting.For(call) is null && Fate.Of(call).Kind == FateKind.Dropped);

    /// <summary>The last thing that the method does is to wait: nothing comes of it but time.</summary>
    private static bool EndsWithDelay(IMethodSymbol method, Seen seen) =>
        method.IsAsync
        && seen.Sources.FunctionOf(method) is { } function
        && Operations.BelowInFunction(function).All(operation => operation is not ILoopOperation)
        && Operations.BelowInFunction(function).OfType<IAwaitOperation>().ToList() is { Count: > 0 } awaits
        && awaits.All(wait => Operations.Below(wait).Any(operation => operation is IInvocationOperation { TargetMethod: var awaited } && IsDelay(awaited)) && IsLast(wait, function));

    private static bool IsLast(IOperation operation, IOperation function)
    {
        var child = operation;
        while (child.Parent is { } up && !ReferenceEquals(child, function))
        {
            if (up is IBlockOperation block && !ReferenceEquals(block.Operations.LastOrDefault(inner => inner is not IReturnOperation { IsImplicit: true, ReturnedValue: null }), child))
            {
                return false;
            }

            child = up;
        }

        return true;
    }

    private static bool Connects(IInvocationOperation call, Seen seen) =>
        seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Connects | Topics.ConnectsWebSocket)
        || (call.TargetMethod.Name is var name && (name.StartsWith("Connect", StringComparison.Ordinal) || name.StartsWith("Reconnect", StringComparison.Ordinal) || name.StartsWith("TryConnect", StringComparison.Ordinal)));

    /// <summary>A failure of the call is caught in the loop.</summary>
    private static bool IsTriedIn(ILoopOperation loop, IOperation call) =>
        Catching.TryAround(call) is { } @try && ReferenceEquals(Loops.Around(@try), loop);

    /// <summary>
    /// The same by a small method of this compilation that makes a connection, connects it, and lets a failure out: nothing in it takes time, and it is called
    /// in a loop that goes round at once when it has failed.
    /// </summary>
    public static bool AreAtOnceBy(IInvocationOperation helper, Seen seen) =>
        helper.TargetMethod is { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences.Length: 1 } method
        && Catching.TryAround(helper) is { } @try
        && Loops.Around(@try) is not null
        && HandlerOf(@try, seen.Types.SocketException) is { } handler
        && (seen.Types.IsConnection(method.ReturnType) || (Awaiting.IsTaskWithResult(method.ReturnType) && seen.Types.IsConnection(((INamedTypeSymbol)method.ReturnType).TypeArguments[0])))
        && (Waiting.For(helper) is not null || !Awaiting.IsTask(method.ReturnType))
        && seen.Sources.BodyOf(method) is { } body
        && seen.In(body) is var inside
        && inside.Net.CallsOf(Topics.Connects | Topics.CreatesConnection).Any(connect => NetTypes.Is(connect.Type, seen.Types.TcpClient) ? ClientConnections.ConnectsAtOnce(connect) : inside.Types.TopicsOf(Uses.MemberOf(connect)!).HasAny(Topics.Connects))
        && body.AllLoops.IsEmpty
        && !Sources.NamesIn(body.Root.Syntax).Any(SaysPause)
        && Operations.Below(body.Root).OfType<ITryOperation>().All(inner => inner.Catches.All(clause => Operations.BelowInFunction(clause.Handler).Any(operation => operation is IThrowOperation)))
        && GoesRound(@try, handler, new Call(helper, Topics.None, seen));

    /// <summary>The handler that surely gets the failure.</summary>
    private static ICatchClauseOperation? HandlerOf(ITryOperation @try, INamedTypeSymbol? fails) =>
        @try.Catches.FirstOrDefault(handler => Catches(handler, fails)) is { } first && (first.Filter is null || Lets(first.Filter, fails)) ? first : null;

    private static bool Catches(ICatchClauseOperation handler, INamedTypeSymbol? fails) =>
        NetTypes.Is(fails, handler.ExceptionType as INamedTypeSymbol) || handler.ExceptionType?.SpecialType == SpecialType.System_Object;

    /// <summary><c>when (e is SocketException or OperationCanceledException &amp;&amp; !stop.IsCancellationRequested)</c>: holds for the failure while nobody has stopped the loop.</summary>
    private static bool Lets(IOperation filter, INamedTypeSymbol? fails)
    {
        var todo = new Stack<IOperation>();
        todo.Push(filter);
        var isOfType = false;
        while (todo.Count > 0)
        {
            switch (Uses.Plain(todo.Pop()))
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                    todo.Push(both.LeftOperand);
                    todo.Push(both.RightOperand);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when LetsType(either.LeftOperand, fails) || LetsType(either.RightOperand, fails):
                    isOfType = true;
                    break;
                case var test when LetsType(test, fails):
                    isOfType = true;
                    break;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IFieldReferenceOperation or ILocalReferenceOperation }:
                case IFieldReferenceOperation or ILocalReferenceOperation:
                    break;
                default:
                    return false;
            }
        }

        return isOfType || Uses.Plain(filter) is IUnaryOperation;
    }

    private static bool LetsType(IOperation test, INamedTypeSymbol? fails) => Uses.Plain(test) switch
    {
        IIsTypeOperation { IsNegated: false } @is => NetTypes.Is(fails, @is.TypeOperand as INamedTypeSymbol),
        IIsPatternOperation pattern => IsMatchedBy(pattern.Pattern, fails),
        _ => false,
    };

    private static bool IsMatchedBy(IPatternOperation pattern, INamedTypeSymbol? fails) => pattern switch
    {
        ITypePatternOperation type => NetTypes.Is(fails, type.MatchedType as INamedTypeSymbol),
        IDeclarationPatternOperation declaration => NetTypes.Is(fails, declaration.MatchedType as INamedTypeSymbol),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Operations.Below(either).Any(inner =>
            inner is ITypePatternOperation { Parent: IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } } type && NetTypes.Is(fails, type.MatchedType as INamedTypeSymbol)),
        _ => false,
    };

    /// <summary>The handler falls through, and a loop that counts no attempts brings the same connect again; nothing in it takes time.</summary>
    private static bool GoesRound(ITryOperation @try, ICatchClauseOperation handler, Call call, IEnumerable<ICatchClauseOperation>? others = null) =>
        Loops.Around(@try) is { } loop
        && ReferenceEquals(loop, Loops.Around(call.Operation))
        && loop is not IForEachLoopOperation
        && !Counts(loop)
        && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue })
        && !Operations.BelowInFunction(loop).Any(operation => !IsSkipped(operation, @try, call) && others?.Any(other => Operations.Contains(other, operation)) != true && TakesTime(operation, call));

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
            && !IsBegunAndDropped(invocation)
            && (SaysPause(method.Name)
                || call.Net.TopicsOf(method).HasAny(Receiving.Reads)
                || (call.Seen.Sources.BodyOf(method) is { } body && body.Uses.Any(use => Uses.MemberOf(use) is { } member && (SaysPause(member.Name) || call.Net.TopicsOf(member).HasAny(Receiving.Reads))))),
        IAwaitOperation await => !Operations.Contains(await, call.Operation),
        IIncrementOrDecrementOperation count => !IsOnlyTold(count, call),
        IDynamicInvocationOperation => true,
        _ => false,
    };

    /// <summary><c>Log($"attempt {++attempt}")</c>: a local that is counted up, set and printed bounds nothing.</summary>
    private static bool IsOnlyTold(IIncrementOrDecrementOperation count, Call call) =>
        Makings.SymbolOf(Uses.Plain(count.Target)) is { } counted and (ILocalSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private })
        && (counted is ILocalSymbol ? call.Body.MentionsOf(counted) : call.Seen.Sources.MentionsOf(counted)).All(mention =>
            mention is IVariableDeclaratorOperation or { Parent: IIncrementOrDecrementOperation or ISimpleAssignmentOperation { Value.ConstantValue.HasValue: true } } && !IsUsed(mention.Parent)
            || IsPrinted(mention));

    /// <summary>An increment whose value goes anywhere but into a text.</summary>
    private static bool IsUsed(IOperation? step) => step is IIncrementOrDecrementOperation { Parent: not IExpressionStatementOperation } && !IsPrinted(step);

    private static bool IsPrinted(IOperation mention) => Operations.Above<IInterpolatedStringOperation>(mention) is not null;

    private static bool SaysPause(string name) =>
        name != "ConfigureAwait" && PauseWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Also what waits for a person: a dialogue, a line of the console.</summary>
    private static readonly string[] PauseWords = ["Delay", "Sleep", "Wait", "Pause", "Backoff", "Back_off", "Retry", "Timer", "Join", "ReadLine", "ReadKey", "Show", "Prompt"];
}
