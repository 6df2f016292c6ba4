using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Tokens that are known to be cancelled already where they are passed: whatever gets one ends before it has begun.</summary>
internal static class CancelledTokens
{
    /// <summary>
    /// Behind <c>while (!token.IsCancellationRequested)</c>, under <c>if (token.IsCancellationRequested)</c>, in the <c>catch</c> of what the token
    /// cancels, behind <c>source.Cancel()</c>.
    /// </summary>
    public static bool IsOne(IOperation token, IOperation at, Seen seen)
    {
        if (SourceOf(token, seen) is not { } source)
        {
            return false;
        }

        var child = at;
        for (var up = at.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            switch (up)
            {
                case IConditionalOperation conditional when ReferenceEquals(conditional.WhenTrue, child) && AsksFor(conditional.Condition, source, seen):
                case ICatchClauseOperation clause when IsOfToken(clause, source, seen):
                    return !IsWrittenBetween(source, up, at, seen);
                case IBlockOperation block when EndOf(block, child, source, seen) is { } end:
                    return !IsWrittenBetween(source, end, at, seen);
            }
        }

        return false;
    }

    /// <summary>The variable that holds the token, or the source that it is taken from.</summary>
    private static ISymbol? SourceOf(IOperation token, Seen seen)
    {
        token = Uses.Plain(token);
        if (token is ILocalReferenceOperation { Local: var local } && Writes.Among(seen.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value
            && Uses.Plain(value) is IPropertyReferenceOperation { Property.Name: "Token" } taken)
        {
            token = taken;
        }

        return token is IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" }, Instance: { } source }
            ? Makings.SymbolOf(Uses.Plain(source))
            : Makings.SymbolOf(token);
    }

    /// <summary>The last statement before the child after which the token is cancelled.</summary>
    private static IOperation? EndOf(IBlockOperation block, IOperation child, ISymbol source, Seen seen)
    {
        IOperation? end = null;
        foreach (var statement in block.Operations)
        {
            if (ReferenceEquals(statement, child))
            {
                return end;
            }

            if ((statement is ILoopOperation loop && Loops.ConditionOf(loop) is { } condition
                    && Uses.Plain(condition) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not && IsAsked(not.Operand, source, seen) && !IsLeftEarly(loop))
                || Cancels(statement, source))
            {
                end = statement;
            }
        }

        return null;
    }

    private static bool IsLeftEarly(ILoopOperation loop) =>
        Operations.BelowInFunction(loop.Body).Any(operation => operation is IBranchOperation { BranchKind: BranchKind.GoTo }
            || (operation is IBranchOperation { BranchKind: BranchKind.Break } leave && SymbolEqualityComparer.Default.Equals(leave.Target, loop.ExitLabel)));

    /// <summary><c>source.Cancel();</c>, <c>source?.Cancel();</c>, <c>await source.CancelAsync();</c></summary>
    private static bool Cancels(IOperation statement, ISymbol source) =>
        statement is IExpressionStatementOperation
        && Operations.BelowInFunction(statement).OfType<IInvocationOperation>().Any(call =>
            call.TargetMethod is { Name: "Cancel" or "CancelAsync", ContainingType.Name: "CancellationTokenSource" }
            && Uses.ReceiverOf(call) is { } of && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(of)), source));

    /// <summary>The condition holds only where the token is cancelled.</summary>
    private static bool AsksFor(IOperation condition, ISymbol source, Seen seen)
    {
        var todo = new Stack<IOperation>();
        todo.Push(condition);
        while (todo.Count > 0)
        {
            var part = Uses.Plain(todo.Pop());
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both)
            {
                todo.Push(both.LeftOperand);
                todo.Push(both.RightOperand);
            }
            else if (IsAsked(part, source, seen))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAsked(IOperation operation, ISymbol source, Seen seen) =>
        Uses.Plain(operation) is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested", Instance: { } of }
        && SymbolEqualityComparer.Default.Equals(SourceOf(of, seen), source);

    /// <summary>The filter asks for this token, or everything in the <c>try</c> that takes a token is the framework's and is given this one.</summary>
    private static bool IsOfToken(ICatchClauseOperation clause, ISymbol source, Seen seen)
    {
        if (clause.ExceptionType?.Name is not ("OperationCanceledException" or "TaskCanceledException"))
        {
            return false;
        }

        if (clause.Filter is { } filter)
        {
            return AsksFor(filter, source, seen);
        }

        var any = false;
        foreach (var operation in Operations.Below(((ITryOperation)clause.Parent!).Body))
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } own } when Awaiting.IsTask(own.ReturnType):
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }:
                case IInvocationOperation { TargetMethod.ContainingType.Name: "HttpClient" or "HttpMessageInvoker" }:
                case IArgumentOperation { Value: { } given } when NetTypes.Is(given.Type, seen.Types.CancellationToken) && !SymbolEqualityComparer.Default.Equals(SourceOf(given, seen), source) && !Deadlines.IsNone(Uses.Plain(given)):
                case IThrowOperation:
                    return false;
                case IArgumentOperation { Value: { } given } when NetTypes.Is(given.Type, seen.Types.CancellationToken) && !Deadlines.IsNone(Uses.Plain(given)):
                    any = true;
                    break;
            }
        }

        return any;
    }

    private static bool IsWrittenBetween(ISymbol source, IOperation from, IOperation to, Seen seen) =>
        Writes.Among(seen.Body.MentionsOf(source)).Any(write => write.At.Syntax.SpanStart >= from.Syntax.SpanStart && write.At.Syntax.SpanStart < to.Syntax.SpanStart);
}
