using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Accepts, and settings of what was accepted, whose failure ends accepting though nobody meant it to.</summary>
internal static class AcceptFailures
{
    /// <summary>The accept of a loop that its first failure ends; null where it is not seen to.</summary>
    public static IOperation? EndingLoop(AcceptLoop loop, Seen seen) => AcceptItself(loop, seen) ?? Uncaught(loop, seen);

    /// <summary>
    /// <c>if (args.SocketError != SocketError.Success) return;</c> where the next accept is begun further down, or <c>if (args.SocketError == SocketError.Success) { .. Next(); }</c>:
    /// a client that has gone again, or a moment without descriptors, and nobody is accepted any more. The look at the error; null where more is done about it.
    /// </summary>
    public static IOperation? Unsuccessful(AcceptLoop loop, Seen seen)
    {
        if (loop is not { Next: NextAccept.Callback, Starts.Count: > 0, Accept: IPropertyReferenceOperation })
        {
            return null;
        }

        foreach (var test in Operations.BelowInFunction(loop.Function).OfType<IConditionalOperation>())
        {
            if (test.Type is null && ErrorIn(test.Condition) is var (error, isSuccess)
                && (isSuccess
                    ? loop.Starts.All(start => Operations.Contains(test.WhenTrue, start)) && (test.WhenFalse is null || OnlyDrops(test.WhenFalse, seen))
                    : OnlyDrops(test.WhenTrue, seen) && Operations.BelowInFunction(test.WhenTrue).LastOrDefault(inner => inner is IReturnOperation) is not null && loop.Starts.All(start => start.Syntax.SpanStart > test.WhenTrue.Syntax.Span.End)))
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>The number of <c>SocketError.Success</c>.</summary>
    private const int Success = 0;

    /// <summary><c>e.SocketError != SocketError.Success</c>, alone or beside other reasons to leave.</summary>
    private static (IOperation Error, bool IsSuccess)? ErrorIn(IOperation condition) => Uses.Plain(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => ErrorIn(either.LeftOperand) is (var left, false) ? (left, false) : ErrorIn(either.RightOperand) is (var right, false) ? (right, false) : null,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var inner } => ErrorIn(inner) is (var error, var isSuccess) ? (error, !isSuccess) : null,
        var test when Comparing.Of(test) is { Kind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, Constant: Success } compared
            && Uses.Plain(compared.Value) is IPropertyReferenceOperation { Property: { Name: "SocketError", ContainingType.Name: "SocketAsyncEventArgs" } } error => (error, compared.Kind == BinaryOperatorKind.Equals),
        _ => null,
    };

    /// <summary>It tells of the failure, or closes what was not accepted, and no more: nobody hears of it who could begin anew.</summary>
    private static bool OnlyDrops(IOperation branch, Seen seen) =>
        Operations.BelowInFunction(branch).All(operation => operation switch
        {
            IInvocationOperation call => Noting.Says(call.TargetMethod.Name) || GivesBack(call)
                || (seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases) && Uses.ReceiverOf(call) is { } closed && Uses.Plain(closed) is IPropertyReferenceOperation { Property.Name: "AcceptSocket" }),
            IAssignmentOperation or IThrowOperation or IConditionalOperation { Type: null } or IBranchOperation or IObjectCreationOperation => false,
            { Kind: OperationKind.Invalid } => false,
            _ => true,
        });

    /// <summary><c>args.Dispose()</c>, <c>_pool.Push(args)</c>: what the accept ran with is of no more use.</summary>
    private static bool GivesBack(IInvocationOperation call) =>
        call.TargetMethod.Name == "Dispose"
            ? Uses.ReceiverOf(call) is { } disposed && IsArgs(disposed)
            : call.Arguments.Any(argument => IsArgs(argument.Value)) && Noting.SaysGiveBack(call.TargetMethod.Name);

    private static bool IsArgs(IOperation value) => Uses.Plain(value) is IParameterReferenceOperation { Type.Name: "SocketAsyncEventArgs" };

    /// <summary>What keeps a callback from starting the next accept by failing; null where nothing is seen to.</summary>
    public static IOperation? EndingCallbacks(AcceptLoop loop, Seen seen) => AcceptItself(loop, seen) ?? TouchBeforeNext(loop, seen);

    /// <summary>
    /// The accept fails for a client that has gone again, or for want of descriptors, and the one who catches it ends the loop, or does not
    /// begin the next, though something else is there to end it: the condition of the loop, a clause for the closed listener.
    /// </summary>
    private static IOperation? AcceptItself(AcceptLoop loop, Seen seen)
    {
        if (loop.Accept is not IInvocationOperation accept
            || !seen.Types.TopicsOf(accept.TargetMethod).HasAny(Topics.Accepts)
            || Operations.Above<ITryOperation>(accept) is not { Finally: null } @try
            || !Operations.Contains(@try.Body, accept)
            || @try.Catches.FirstOrDefault(clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException)) is not { Filter: null } clause)
        {
            return null;
        }

        var ends = loop.Loop is { } around && loop.Next == NextAccept.Loop
            ? (Operations.Contains(around, @try)
                ? Loops.Around(around) is null && Loops.ConditionOf(around) is { ConstantValue.HasValue: false } && LeavesAtOnce(clause.Handler, around)
                : LeavesForSome(clause) && Loops.Around(@try) is null && Unattended.Is(loop.Function, seen))
            : @try.Catches.Any(closed => closed.ExceptionType.Name == "ObjectDisposedException" && !ReferenceEquals(closed, clause))
                && loop.Starts.All(start => Operations.Contains(@try.Body, start) || IsPassedBy(start, clause) || IsForSome(start, clause))
                && OnlyNotes(clause.Handler.Operations.Where(statement => !loop.Starts.Any(start => Operations.Contains(statement, start))));
        return ends ? accept : null;
    }

    /// <summary><c>if (e.SocketErrorCode == SocketError.OperationAborted) return; Log(e);</c> behind the loop: who knows the error of a closed listener knows that there are others.</summary>
    private static bool LeavesForSome(ICatchClauseOperation clause)
    {
        var leaves = clause.Handler.Operations.Where(statement => statement is IConditionalOperation { WhenFalse: null } test && NamesError(test.Condition, clause) && OnlyNotes(Operations.StatementsOf(test.WhenTrue))).ToList();
        return leaves.Count > 0 && OnlyNotes(clause.Handler.Operations.Except(leaves));
    }

    /// <summary>The next accept stands behind the <c>try</c>, and the clause returns.</summary>
    private static bool IsPassedBy(IOperation start, ICatchClauseOperation clause) =>
        clause.Parent is { } @try && start.Syntax.SpanStart > @try.Syntax.Span.End && clause.Handler.Operations.LastOrDefault() is IReturnOperation;

    /// <summary><c>if (e.ErrorCode == 10054 || e.ErrorCode == 10060) { listener.BeginAccept(..); }</c>: for any other error nobody begins.</summary>
    private static bool IsForSome(IOperation start, ICatchClauseOperation clause) =>
        clause.Handler.Operations.Any(statement => statement is IConditionalOperation { WhenFalse: null } test && Operations.Contains(test.WhenTrue, start) && NamesError(test.Condition, clause));

    /// <summary>The error is one of some that are named.</summary>
    private static bool NamesError(IOperation condition, ICatchClauseOperation clause) => Uses.Plain(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => NamesError(either.LeftOperand, clause) && NamesError(either.RightOperand, clause),
        var test => Comparing.Of(test) is { Kind: BinaryOperatorKind.Equals } compared && IsErrorOf(compared.Value, clause)
            || test is IIsPatternOperation { Pattern: IConstantPatternOperation or IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } } named && IsErrorOf(named.Value, clause),
    };

    private static bool IsErrorOf(IOperation value, ICatchClauseOperation clause) =>
        Uses.Plain(value) is IPropertyReferenceOperation { Property.Name: "SocketErrorCode" or "ErrorCode" or "NativeErrorCode", Instance: ILocalReferenceOperation { Local: var caught } } && clause.Locals.Contains(caught);

    private static bool LeavesAtOnce(IBlockOperation handler, ILoopOperation loop) =>
        handler.Operations.LastOrDefault() is { } last
        && (last is IReturnOperation || (last is IBranchOperation { BranchKind: BranchKind.Break } leave && SymbolEqualityComparer.Default.Equals(leave.Target, loop.ExitLabel)))
        && OnlyNotes(handler.Operations.Take(handler.Operations.Length - 1));

    private static bool OnlyNotes(IEnumerable<IOperation> statements) =>
        statements.All(statement => statement is IReturnOperation { ReturnedValue: null }
            || (statement is IVariableDeclarationGroupOperation && !Operations.BelowInFunction(statement).Any(below => below is IInvocationOperation or IAwaitOperation))
            || Notes.IsOne(statement));

    /// <summary>
    /// Nothing in the function catches the accept, or a clause throws on what is not the end, and the task of the function is one that
    /// nobody looks at while the server runs.
    /// </summary>
    private static IOperation? Uncaught(AcceptLoop loop, Seen seen) =>
        loop.Accept is IInvocationOperation accept
        && !NetTypes.Is(accept.TargetMethod.ContainingType, seen.Types.HttpListener)
        && (!Awaiting.IsTask(accept.Type) || Waiting.For(accept) is not null)
        && Functions.SymbolOf(loop.Function) is { IsAsync: var isAsync, ReturnsVoid: var isVoid } && !(isAsync && isVoid)
        && ComesOut(accept, loop.Loop!, seen)
        && Unattended.Is(loop.Function, seen)
            ? accept : null;

    private static bool ComesOut(IOperation accept, ILoopOperation loop, Seen seen)
    {
        var child = accept;
        for (var up = accept.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is not ITryOperation @try || !ReferenceEquals(@try.Body, child))
            {
                continue;
            }

            // A 'finally' that does more than close tells somebody that accepting has ended.
            if ((@try.Finally is { } last && !OnlyCloses(last, seen))
                || @try.Catches.Any(clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException) && !ThrowsOn(clause, Operations.Contains(loop, @try))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool OnlyCloses(IBlockOperation last, Seen seen) =>
        Operations.BelowInFunction(last).All(operation => operation is not IInvocationOperation call || Noting.Says(call.TargetMethod.Name) || seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases));

    /// <summary>
    /// Takes what comes of a closed listener, lets the rest through, and tells nobody but the log. A filter in the loop after which the
    /// loop goes on is for the failures that it should survive.
    /// </summary>
    private static bool ThrowsOn(ICatchClauseOperation clause, bool isInLoop) =>
        ((clause.Filter is not null && (!isInLoop || clause.Handler.Operations.LastOrDefault() is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }))
            || Operations.BelowInFunction(clause.Handler).Any(operation => operation is IThrowOperation))
        && Operations.BelowInFunction(clause.Handler).All(operation => operation is not IInvocationOperation call || Noting.Says(call.TargetMethod.Name));

    /// <summary><c>var s = l.EndAccept(r); s.NoDelay = true; l.BeginAccept(..);</c> in one <c>try</c>: setting an option of a connection that has gone again fails, and the next is not begun.</summary>
    private static IOperation? TouchBeforeNext(AcceptLoop loop, Seen seen)
    {
        if (loop.Accept is not IInvocationOperation accept || !seen.Types.TopicsOf(accept.TargetMethod).HasAny(Topics.Accepts)
            || Operations.Above<ITryOperation>(accept) is not { Finally: null } @try
            || !Operations.Contains(@try.Body, accept)
            || @try.Catches.FirstOrDefault(clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException)) is not { Filter: null } clause
            || !OnlyNotes(clause.Handler.Operations)
            || !loop.Starts.All(start => Operations.Contains(@try.Body, start)))
        {
            return null;
        }

        var touch = Operations.BelowInFunction(@try.Body).FirstOrDefault(operation =>
            SetsOption(operation) && Operations.Above<ITryOperation>(operation) is { } around && ReferenceEquals(around, @try)
            && loop.Connection.Carries(Uses.ReceiverOf(operation)) && loop.IsBetweenAccepts(operation));
        return touch is not null && !loop.MayStopBehind(touch) ? touch : null;
    }

    private static bool SetsOption(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "SetSocketOption" or "IOControl", ContainingType.Name: "Socket" } } => true,
        IPropertyReferenceOperation { Property: { Name: "NoDelay" or "ReceiveTimeout" or "SendTimeout" or "LingerState" or "SendBufferSize" or "ReceiveBufferSize", ContainingType.Name: "Socket" or "TcpClient" } } => Write.By(operation) is not null,
        _ => false,
    };
}
