using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>What handles a completion starts the next operation, and handles that too when it is done at once: the stack grows with each.</summary>
public sealed class CompletionRecursion : NetworkingRule
{
    private const int Depth = 5;
    private const int MostFunctions = 64;

    /// <summary>Describes the rule.</summary>
    public CompletionRecursion()
        : base(
            "NWA6004",
            "A synchronous completion calls itself",
            "When '{0}' is done at once, '{1}' handles it and comes back here, deeper on the stack each time; go round in a loop instead",
            "Operations with SocketAsyncEventArgs that are done at once return false, and the caller handles the result. If the handler starts the next operation "
            + "in the same way, a peer that sends faster than it is read makes the calls ever deeper, until the stack overflows and the process is gone. Since .NET 6 'BeginReceive' and 'BeginRead' "
            + "call back in the same way, on the stack of the one who began.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "The recursion runs through several methods, and which of them becomes the loop is for the author to choose.";

    /// <inheritdoc/>
    public override string? Threat => "a peer that sends without pause overflows the stack and ends the process";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.CompletesThroughArgs, Judge);
        if (Callbacks.RunAtOnce(net))
        {
            on.Calls(Topics.Begins, JudgeBegin);
        }
    }

    private static void Judge(Call call)
    {
        // A connect is done at once only where it fails at once.
        if (call.Is(Topics.Connects) || call.Member.Name == "DisconnectAsync" || FinishedOperations.IsStartedBefore(call) || Functions.Around(call.Operation)?.OriginalDefinition is not { MethodKind: not MethodKind.AnonymousFunction } function)
        {
            return;
        }

        foreach (var handling in BranchesWhereDone(call).SelectMany(Operations.BelowInFunction).OfType<IInvocationOperation>().Where(next => !RestOfBuffer.IsSentBy(next, call)))
        {
            foreach (var target in TargetsOf(handling, call.Seen.Sources))
            {
                if (LeadsTo(target, function, call, FinishedOperations.GivenBy(handling, call.Operation, call.Net)))
                {
                    call.Report(call.Name, target.Name);
                    return;
                }
            }
        }
    }

    /// <summary><c>void OnReceived(IAsyncResult result) { .. socket.BeginReceive(buffer, 0, buffer.Length, SocketFlags.None, OnReceived, null); }</c>.</summary>
    private static void JudgeBegin(Call call)
    {
        // A read of what is still missing of a message ends with the message.
        if (call.Member.Name is not ("BeginReceive" or "BeginRead")
            || Callbacks.MayRunOnTheirOwn(call.Operation.Syntax.SyntaxTree)
            || IsBegunBefore(call)
            || Functions.Around(call.Operation)?.OriginalDefinition is not { IsAsync: false } function
            || Uses.ArgumentOf(call.Operation, "offset") is { ConstantValue: not { HasValue: true, Value: 0 } }
            || Callbacks.Of(call.Operation, call.Net) is not { } callback
            || !(SymbolEqualityComparer.Default.Equals(callback, function) || (function.MethodKind != MethodKind.AnonymousFunction && LeadsTo(callback, function, call)))
            || Callbacks.MindsTheStack(Body.FunctionOf(call.Operation))
            || !Connections.Carries(call.Receiver, call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Report(call.Name, callback.Name.Length == 0 ? "the callback" : callback.Name);
    }

    /// <summary>Of several ways to the next receive in one function the first is told.</summary>
    private static bool IsBegunBefore(Call call) =>
        call.Seen.Net.CallsOf(Topics.Begins).Any(other =>
            Uses.MemberOf(other)!.Name == call.Member.Name && other.Syntax.SpanStart < call.Operation.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation)));

    /// <summary>What runs where the call returned false.</summary>
    private static IEnumerable<IOperation> BranchesWhereDone(Call call)
    {
        var results = new List<IOperation> { call.Operation };
        var fate = Fate.Of(call.Operation);
        if (fate.Kind == FateKind.Stored && fate.Into is ILocalSymbol local)
        {
            results.AddRange(Writes.ReadsAmong(call.Body.MentionsOf(local)));
        }

        foreach (var result in results)
        {
            var isTrue = true;
            var test = result;
            while (test.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } or IParenthesizedOperation or IConversionOperation
                // `socket is not null && !call`: where it holds, the call was done; and the other way round.
                || (test.Parent is IBinaryOperation { OperatorKind: var joins } && joins == (isTrue ? BinaryOperatorKind.ConditionalOr : BinaryOperatorKind.ConditionalAnd)))
            {
                test = test.Parent;
                isTrue ^= test is IUnaryOperation
                    || (test is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } compared && (compared.LeftOperand.ConstantValue is { HasValue: true, Value: false } || compared.RightOperand.ConstantValue is { HasValue: true, Value: false }));
            }

            switch (test.Parent)
            {
                case IConditionalOperation conditional when ReferenceEquals(conditional.Condition, test):
                    if (!isTrue)
                    {
                        yield return conditional.WhenTrue;
                    }
                    else if (conditional.WhenFalse is { } otherwise)
                    {
                        yield return otherwise;
                    }
                    else if (Leaves(conditional.WhenTrue) && conditional.Parent is IBlockOperation block)
                    {
                        foreach (var statement in block.Operations.Where(statement => statement.Syntax.SpanStart > conditional.Syntax.SpanStart))
                        {
                            yield return statement;
                        }
                    }

                    break;
                case IWhileLoopOperation loop when ReferenceEquals(loop.Condition, test) && !isTrue:
                    yield return loop.Body;
                    break;
            }
        }
    }

    private static bool Leaves(IOperation branch) =>
        branch is IReturnOperation or IBlockOperation { Operations.Length: 1 } && Operations.BelowInFunction(branch).Any(operation => operation is IReturnOperation);

    /// <summary>The method, or those that are put into the delegate that is called.</summary>
    private static IEnumerable<IMethodSymbol> TargetsOf(IInvocationOperation invocation, Sources sources)
    {
        if (invocation.TargetMethod.MethodKind != MethodKind.DelegateInvoke)
        {
            yield return invocation.TargetMethod.OriginalDefinition;
        }
        else if (Uses.ReceiverOf(invocation) is IFieldReferenceOperation { Field: var field })
        {
            foreach (var method in sources.MentionsOf(field).Select(mention => Write.By(mention)?.Value).OfType<IOperation>().SelectMany(Operations.BelowInFunction).OfType<IMethodReferenceOperation>())
            {
                yield return method.Method.OriginalDefinition;
            }
        }
    }

    /// <summary>Whether calls lead from one method to the other on the same thread, with nobody on the way who thinks of the stack.</summary>
    private static bool LeadsTo(IMethodSymbol from, IMethodSymbol to, Call call, int? finished = null)
    {
        // Those that are known to run for the finished operation, and those that may run for any.
        var (seen, seenForIt) = (new HashSet<ISymbol>(SymbolEqualityComparer.Default), new HashSet<ISymbol>(SymbolEqualityComparer.Default));
        var todo = new Queue<(IMethodSymbol Method, int Depth, int? Finished)>();
        todo.Enqueue((from, Depth, finished));
        if (Callbacks.MindsTheStack(Body.FunctionOf(call.Operation)))
        {
            return false;
        }

        while (todo.Count > 0)
        {
            call.Seen.Cancellation.ThrowIfCancellationRequested();
            var (method, depth, done) = todo.Dequeue();
            if (SymbolEqualityComparer.Default.Equals(method, to))
            {
                return true;
            }

            if (depth == 0 || seen.Count > MostFunctions || call.Seen.Sources.FunctionOf(method) is not { } function || Callbacks.MindsTheStack(function))
            {
                continue;
            }

            foreach (var invocation in FinishedOperations.CallsIn(function, done, call.Net).Where(next => !RestOfBuffer.IsSentBy(next, call)))
            {
                var then = done is not null && FinishedOperations.IsGivenOn(invocation, call.Net) ? done : null;
                var back = call.Is(Topics.Begins) && call.Net.TopicsOf(invocation.TargetMethod).HasAny(Topics.Begins) ? Callbacks.Of(invocation, call.Net) : null;
                foreach (var target in TargetsOf(invocation, call.Seen.Sources).Concat(back is null ? [] : [back]).Where((then is null ? seen : seenForIt).Add))
                {
                    todo.Enqueue((target, depth - 1, then));
                }
            }
        }

        return false;
    }
}
