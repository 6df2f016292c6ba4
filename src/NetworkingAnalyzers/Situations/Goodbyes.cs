using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Whether a close of a WebSocket is the first word or the answer: where the peer's close frame has come, there is nothing to wait for.</summary>
internal static class Goodbyes
{
    private const int Depth = 2;

    /// <summary>Whether the peer may be waiting for this close, or have gone: only what is seen to be said to a peer that has not closed is none.</summary>
    public static bool MayBeAnswer(IInvocationOperation close, Seen seen) => MayBeAnswer(close, StatusOf(close), seen, Depth);

    private static IOperation? StatusOf(IOperation close) => Uses.ArgumentOf(close, "closeStatus") is { } status ? Uses.Plain(status) : null;

    private static bool MayBeAnswer(IInvocationOperation call, IOperation? status, Seen seen, int depth)
    {
        if (status is not null && Operations.Below(status).Any(SaysPeerCloses))
        {
            return true;
        }

        if (IsOnlyRunWhileOpen(call))
        {
            return false;
        }

        if (IsUnderQuestion(call) || IsAfterFailure(call, seen))
        {
            return true;
        }

        if (MayRunWhileOpen(call))
        {
            return false;
        }

        if (HasReceivedBefore(call, seen))
        {
            return !(status is IFieldReferenceOperation { Field: { IsConst: true, Name: var name } } && WebSockets.IsComplaint(name));
        }

        return IsOnlyCalledForAnswers(call, seen, depth);
    }

    /// <summary><c>if (socket.State == WebSocketState.Open)</c> above it, or <c>if (socket.State != WebSocketState.Open) return;</c> before it.</summary>
    private static bool IsOnlyRunWhileOpen(IOperation call)
    {
        var child = call;
        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if ((up is IConditionalOperation conditional && ReferenceEquals(conditional.WhenTrue, child) && IsOpen(conditional.Condition, BinaryOperatorKind.Equals, BinaryOperatorKind.ConditionalAnd))
                || (up is IBlockOperation block && block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).Any(LeavesUnlessOpen)))
            {
                return true;
            }

            if (up is ILoopOperation)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary><c>if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)</c>: its author knows that the peer need not have closed.</summary>
    private static bool MayRunWhileOpen(IOperation call)
    {
        var child = call;
        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation or ILoopOperation); child = up, up = up.Parent)
        {
            if (up is IConditionalOperation conditional && ReferenceEquals(conditional.WhenTrue, child) && Operations.Below(conditional.Condition).Any(IsStateOpen)
                && !Operations.Below(conditional.Condition).Any(part => part is INegatedPatternOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals }))
            {
                return true;
            }
        }

        return false;
    }

    private static bool LeavesUnlessOpen(IOperation statement) =>
        statement is IConditionalOperation { WhenFalse: null, WhenTrue: var leave, Condition: var condition }
        && IsOpen(condition, BinaryOperatorKind.NotEquals, BinaryOperatorKind.ConditionalOr)
        && (leave is IBlockOperation block ? block.Operations.LastOrDefault() : leave) is IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } or IBranchOperation;

    private static bool IsOpen(IOperation condition, BinaryOperatorKind compared, BinaryOperatorKind joined)
    {
        condition = Uses.Plain(condition);
        while (condition is IBinaryOperation both && both.OperatorKind == joined)
        {
            if (IsOpen(both.RightOperand, compared, joined))
            {
                return true;
            }

            condition = Uses.Plain(both.LeftOperand);
        }

        return condition switch
        {
            IBinaryOperation comparison => comparison.OperatorKind == compared && (IsStateOpen(comparison.LeftOperand) || IsStateOpen(comparison.RightOperand)),
            IIsPatternOperation { Pattern: IConstantPatternOperation constant } => compared == BinaryOperatorKind.Equals && IsStateOpen(constant.Value),
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } => compared == BinaryOperatorKind.NotEquals && IsStateOpen(constant.Value),
            _ => false,
        };
    }

    private static bool IsStateOpen(IOperation value) => Uses.Plain(value) is IFieldReferenceOperation { Field: { Name: "Open", ContainingType.Name: "WebSocketState" } };

    /// <summary>A condition, a <c>case</c> or a loop around it asks what came.</summary>
    private static bool IsUnderQuestion(IOperation call)
    {
        var child = call;
        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            var asked = up switch
            {
                IConditionalOperation conditional => conditional.Condition,
                ISwitchOperation @switch => @switch.Value,
                ISwitchExpressionOperation @switch => @switch.Value,
                ISwitchCaseOperation @case => @case.Clauses.FirstOrDefault(clause => Operations.Below(clause).Any(SaysPeerCloses)),
                _ => null,
            };
            if (asked is not null && Operations.Below(asked).Any(SaysPeerCloses) && !Operations.Below(asked).Any(IsStateOpen))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysPeerCloses(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => WebSockets.SaysPeerCloses(call.TargetMethod.Name),
            _ => Makings.SymbolOf(operation) is { } symbol ? WebSockets.SaysPeerCloses(symbol.Name) : operation is IFieldReferenceOperation { Field.Name: "Close" or "CloseReceived" },
        };

    /// <summary>What failed has aborted the WebSocket: closing it throws at once.</summary>
    private static bool IsAfterFailure(IOperation call, Seen seen) =>
        Operations.Above<ICatchClauseOperation>(call) is { ExceptionType: { } type }
        && (type.Name is "WebSocketException" or "OperationCanceledException" or "TaskCanceledException" or "ObjectDisposedException"
            || NetTypes.Is(type, seen.Types.SocketException) || NetTypes.Is(type, seen.Types.IOException));

    /// <summary>
    /// Something in the function has received before, or may have: it has a result of a receive, it calls what receives, or it gives the
    /// WebSocket to what cannot be seen.
    /// </summary>
    private static bool HasReceivedBefore(IInvocationOperation call, Seen seen)
    {
        var function = Body.FunctionOf(call);
        if (Functions.SymbolOf(function) is { } symbol && symbol.Parameters.Any(parameter => parameter.Type.Name.Contains("ReceiveResult")))
        {
            return true;
        }

        return seen.Body.Uses.OfType<IInvocationOperation>().Any(before =>
            before.Syntax.SpanStart < call.Syntax.SpanStart
            && !ReferenceEquals(before, call)
            && ReferenceEquals(Body.FunctionOf(before), function)
            && Receives(before, seen));
    }

    private static bool Receives(IInvocationOperation call, Seen seen)
    {
        if (seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.ReceivesPart))
        {
            return true;
        }

        if (seen.Sources.FunctionOf(call.TargetMethod) is { } code)
        {
            return Operations.BelowInFunction(code).OfType<IInvocationOperation>().Any(inner =>
                seen.Types.TopicsOf(inner.TargetMethod).HasAny(Topics.ReceivesPart)
                || (!inner.TargetMethod.DeclaringSyntaxReferences.IsEmpty && IsGivenOne(inner, seen)));
        }

        return IsGivenOne(call, seen);
    }

    /// <summary>A call that is not the framework's own, with a WebSocket among its arguments.</summary>
    private static bool IsGivenOne(IInvocationOperation call, Seen seen) =>
        (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || call.TargetMethod.ContainingNamespace?.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) != true)
        && call.Arguments.Any(argument => NetTypes.Is(Uses.Plain(argument.Value).Type, seen.Types.WebSocket));

    /// <summary>A function for answers: by its name, or because each of its callers here calls it where the peer has closed.</summary>
    private static bool IsOnlyCalledForAnswers(IInvocationOperation call, Seen seen, int depth)
    {
        if (depth == 0 || Functions.Around(call) is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method)
        {
            return depth == 0;
        }

        if (WebSockets.SaysPeerCloses(method.Name))
        {
            return true;
        }

        var callers = seen.Sources.CallsOf(method, seen.Cancellation).OfType<IInvocationOperation>().Take(8).ToList();
        return callers.Count > 0 && callers.All(caller => MayBeAnswer(caller, StatusOf(caller), seen.In(Body.Around(caller)), depth - 1));
    }
}
