using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// When a read in a loop tells the end of the stream (0 bytes, a null line, -1 for a byte): does the loop end? Also for the loop
/// that a callback makes by starting the next read itself.
/// </summary>
internal static class EndOfStream
{
    /// <summary>The value by which a read tells the end; false for calls that throw or never tell.</summary>
    public static bool IsToldBy(IOperation read, out object? end)
    {
        var member = Uses.MemberOf(read);
        switch (member?.Name)
        {
            case "ReadLine" or "ReadLineAsync":
                end = null;
                return true;
            case "ReadByte" when member.ContainingType.Name != "BinaryReader":
                end = -1;
                return true;
            default:
                end = 0;
                return true;
        }
    }

    /// <summary>
    /// Whether the loop around the read goes on for ever once the stream has ended: nothing that depends on what the read told
    /// leads out of it. Unknown is "no".
    /// </summary>
    public static bool IsUnnoticedInLoop(IOperation read, ILoopOperation loop, Seen seen)
    {
        if (!IsToldBy(read, out var end))
        {
            return false;
        }

        return !IsMadeOnlyWhenBytesWait(read, loop, seen) && GoesOn(read, end, loop, seen);
    }

    /// <summary>Whether the loop around a call comes back to it when the call has given a value: nothing that depends on the value leads out. Unknown is "no".</summary>
    public static bool GoesOn(IOperation read, object? end, ILoopOperation loop, Seen seen)
    {
        var assumption = new Assumption(read, end);
        if (assumption.IsLost || IsHandedOn(read, assumption, loop, seen))
        {
            return false;
        }

        var condition = Loops.ConditionOf(loop);
        if (condition is null && loop is not IForLoopOperation)
        {
            // A foreach ends by itself.
            return false;
        }

        if (LeavesWhenNothingWaits(loop, seen))
        {
            return false;
        }

        if (condition is not null && (assumption.Of(condition) is Truth.No or Truth.Depends || AsksForWaitingBytes(condition, seen)))
        {
            return false;
        }

        return !Leaves(loop, condition, assumption).Any(leave => IsTaken(leave, loop, assumption, read));
    }

    /// <summary>
    /// Whether a callback starts the next read although this one told the end: <paramref name="again"/> is reached, and nothing
    /// that depends on the count leads out before it.
    /// </summary>
    public static bool IsUnnoticedBefore(IOperation read, IOperation again, IOperation function, Seen seen)
    {
        if (!IsToldBy(read, out var end))
        {
            return false;
        }

        var assumption = new Assumption(read, end);
        return !assumption.IsLost
            && assumption.Holders.Count > 0
            && !IsHandedOn(read, assumption, function, seen)
            && !GuardsOf(again, function, assumption).Any(truth => truth is Truth.No or Truth.Depends)
            && !Leaves(function, null, assumption).Any(leave => leave.Syntax.SpanStart < again.Syntax.SpanStart && IsTaken(leave, function, assumption, read));
    }

    /// <summary>Whether the callback that ends this read begins the next although this one told the end.</summary>
    public static bool IsUnnoticedInCallback(Call end)
    {
        var function = Body.FunctionOf(end.Operation);
        return end.Seen.Net.CallsOf(Topics.Begins).Any(again =>
            ReferenceEquals(Body.FunctionOf(again), function)
            && again.Syntax.SpanStart > end.Operation.Syntax.SpanStart
            && !end.Net.TopicsOf(Uses.MemberOf(again)!).HasAny(Topics.Accepts | Topics.Connects)
            && Uses.MemberOf(again)!.Name.StartsWith("BeginRe", System.StringComparison.Ordinal)
            && IsUnnoticedBefore(end.Operation, again, function, end.Seen));
    }

    /// <summary>
    /// Whether the read is made only when bytes are known to wait: behind a test of <c>DataAvailable</c> or <c>Available</c>. It
    /// is then never made at the end of the stream, and can tell nothing.
    /// </summary>
    public static bool IsMadeOnlyWhenBytesWait(IOperation read, IOperation scope, Seen seen)
    {
        var child = read;
        for (var up = read.Parent; up is not null && !ReferenceEquals(child, scope); child = up, up = up.Parent)
        {
            var condition = up switch
            {
                IConditionalOperation conditional when ReferenceEquals(conditional.WhenTrue, child) => conditional.Condition,
                ILoopOperation loop and not IWhileLoopOperation { ConditionIsTop: false } => Loops.ConditionOf(loop),
                _ => null,
            };
            if (condition is not null && AsksForWaitingBytes(condition, seen))
            {
                return true;
            }
        }

        // `if (client.Available == 0) continue;` before it.
        return Operations.BelowInFunction(scope).Any(operation =>
            operation is IConditionalOperation { Type: null } test
            && test.Syntax.Span.End <= read.Syntax.SpanStart
            && AsksForWaitingBytes(test.Condition, seen)
            && Operations.BelowInFunction(test.WhenTrue).Any(jump => jump is IBranchOperation { BranchKind: BranchKind.Continue }));
    }

    /// <summary>What may end the loop: jumps out of it, what closes or cancels, and what changes its condition.</summary>
    private static IEnumerable<IOperation> Leaves(IOperation loop, IOperation? condition, Assumption assumption)
    {
        var deciders = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (condition is not null)
        {
            foreach (var operation in Operations.Below(condition))
            {
                if (VariableOf(operation) is { } variable && !assumption.Holders.Contains(variable, SymbolEqualityComparer.Default))
                {
                    deciders.Add(variable);
                }
            }
        }

        foreach (var operation in Operations.BelowInFunction(loop))
        {
            switch (operation)
            {
                case IReturnOperation { Kind: OperationKind.Return, IsImplicit: false } or IThrowOperation:
                case IReturnOperation { Kind: OperationKind.YieldBreak }:
                case IBranchOperation { BranchKind: BranchKind.GoTo }:
                    yield return operation;
                    break;
                case IBranchOperation { BranchKind: BranchKind.Break } @break when loop is ILoopOperation { ExitLabel: var exit } && SymbolEqualityComparer.Default.Equals(@break.Target, exit):
                    yield return operation;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync" or "Shutdown" or "Abort" or "Stop" or "Disconnect" or "DisconnectAsync" or "Cancel" or "CancelAsync" or "Exit" or "FailFast" or "CompleteAsync" or "Complete" }:
                    yield return operation;
                    break;
                case IAssignmentOperation { Target: var target } assignment when VariableOf(target) is { } written && deciders.Contains(written):
                    // A sum that gets 0 added decides nothing.
                    if (!(assumption.Sums.Contains(written, SymbolEqualityComparer.Default) && !IsConstant(assignment.Value)))
                    {
                        yield return operation;
                    }

                    break;
                case IIncrementOrDecrementOperation { Target: var target } when VariableOf(target) is { } counted && deciders.Contains(counted):
                    yield return operation;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: var target } when VariableOf(target) is { } given && deciders.Contains(given):
                    yield return operation;
                    break;
            }
        }
    }

    /// <summary>
    /// Whether the way to <paramref name="leave"/> is, at the end of the stream, one that the loop takes (or may take, as far as
    /// can be understood) because of the end: not one that only something else opens.
    /// </summary>
    private static bool IsTaken(IOperation leave, IOperation loop, Assumption assumption, IOperation read)
    {
        if (Operations.Contains(leave, read) && leave is IReturnOperation or IThrowOperation)
        {
            return true;
        }

        var related = false;
        var guarded = false;
        foreach (var truth in GuardsOf(leave, loop, assumption))
        {
            switch (truth)
            {
                case Truth.No:
                    return false;
                case Truth.Unrelated:
                    guarded = true;
                    break;
                default:
                    related = true;
                    break;
            }
        }

        return related || !guarded;
    }

    /// <summary>For each condition between an operation and what is around it: whether it lets control through to the operation.</summary>
    private static IEnumerable<Truth> GuardsOf(IOperation inner, IOperation outer, Assumption assumption)
    {
        var child = inner;
        for (var up = inner.Parent; up is not null && !ReferenceEquals(child, outer); child = up, up = up.Parent)
        {
            switch (up)
            {
                case IConditionalOperation conditional when ReferenceEquals(conditional.WhenTrue, child):
                    yield return assumption.Of(conditional.Condition);
                    break;
                case IConditionalOperation conditional when ReferenceEquals(conditional.WhenFalse, child):
                    yield return Not(assumption.Of(conditional.Condition));
                    break;
                case ICatchClauseOperation:
                    // An end is told, not thrown.
                    yield return Truth.No;
                    break;
                case ISwitchCaseOperation @case when @case.Parent is ISwitchOperation @switch && !ReferenceEquals(@switch.Value, child):
                    yield return assumption.Touches(@switch.Value) ? Truth.Depends : Truth.Unrelated;
                    break;
                case ISwitchExpressionArmOperation:
                    yield return Truth.Depends;
                    break;
                case ILoopOperation nested when !ReferenceEquals(nested, outer) && !Operations.Contains(nested, outer) && Loops.ConditionOf(nested) is { } again:
                    yield return assumption.Of(again);
                    break;
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                    // `ReadLine() ?? throw`.
                    yield return assumption.Touches(coalesce.Value) ? Truth.Depends : Truth.Unrelated;
                    break;
            }
        }
    }

    /// <summary>
    /// The count itself is given to code that may well test it: a method outside the framework. What only slices by it does not.
    /// A dereferenced line throws when it is null: that ends the loop.
    /// </summary>
    private static bool IsHandedOn(IOperation read, Assumption assumption, IOperation scope, Seen seen)
    {
        if (Fate.Of(read) is { Kind: FateKind.Passed, At: IArgumentOperation direct } && IsForeign(direct, seen))
        {
            return true;
        }

        foreach (var holder in assumption.Holders)
        {
            foreach (var mention in Writes.ReadsAmong(seen.Body.MentionsOf(holder)))
            {
                if (!ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(read)) || !Operations.Contains(scope, mention))
                {
                    // Looked at elsewhere (after the loop, in a lambda): whoever looks there may end it.
                    if (!ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(read)))
                    {
                        return true;
                    }

                    continue;
                }

                if (Operations.Above<IInvalidOperation>(mention) is not null)
                {
                    // Given to code that this compilation cannot see: it may well test it.
                    return true;
                }

                var fate = Fate.Of(mention);
                if (fate is { Kind: FateKind.Passed, At: IArgumentOperation argument } && IsForeign(argument, seen))
                {
                    return true;
                }

                if (fate.Kind is FateKind.Returned || (fate.Kind == FateKind.Read && IsDereferenced(mention)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsDereferenced(IOperation line) =>
        line.Type?.IsReferenceType == true
        && line.Parent is IMemberReferenceOperation or IInvocationOperation
        && ReferenceEquals(Uses.ReceiverOf(line.Parent), line)
        && line.Parent is not IInvocationOperation { TargetMethod.IsExtensionMethod: true };

    /// <summary>An argument of a method that is not the framework's and that may look at the value.</summary>
    private static bool IsForeign(IArgumentOperation argument, Seen seen)
    {
        var method = Uses.MemberOf(argument.Parent!) as IMethodSymbol;
        if (method is null)
        {
            return true;
        }

        var space = method.ContainingNamespace?.ToDisplayString() ?? string.Empty;
        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            // A framework method that wants a text throws when it gets the null of the end.
            return (argument.Value.Type?.IsReferenceType == true && argument.Parameter?.NullableAnnotation == NullableAnnotation.NotAnnotated)
                || !(space == "System" || space.StartsWith("System.", System.StringComparison.Ordinal) || space.StartsWith("Microsoft.", System.StringComparison.Ordinal))
                || method.MethodKind == MethodKind.DelegateInvoke;
        }

        if (Uses.Plain(argument.Value).Type?.IsReferenceType == true)
        {
            // A line given to code of this compilation: it may well test for null.
            return true;
        }

        // A method of this compilation that never compares its parameter does not notice either.
        return argument.Parameter is null
            || seen.Sources.BodyOf(method) is not { } body
            || body.MentionsOf(argument.Parameter.OriginalDefinition).Any(mention => !IsPlainSlice(mention))
            || Operations.Below(body.Root).Any(operation => operation is IThrowOperation);
    }

    /// <summary>Used to say how much of a buffer to take, or how long a copy is, nothing else.</summary>
    private static bool IsPlainSlice(IOperation mention) => Uses.Whole(mention).Parent is IArrayCreationOperation || Fate.Of(mention) is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true, MethodKind: not MethodKind.DelegateInvoke } } } };

    /// <summary><c>DataAvailable</c> and <c>Available</c> turn false at the end: the loop ends, wrong as it may be to ask them.</summary>
    private static bool AsksForWaitingBytes(IOperation condition, Seen seen) =>
        Operations.Below(condition).Any(operation => Uses.MemberOf(operation) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.CountsWaitingBytes));

    /// <summary><c>if (!stream.DataAvailable) break;</c>: at the end nothing waits.</summary>
    private static bool LeavesWhenNothingWaits(IOperation loop, Seen seen) =>
        Operations.BelowInFunction(loop).Any(operation => operation is IConditionalOperation { Type: null } test
            && AsksForWaitingBytes(test.Condition, seen)
            && Operations.BelowInFunction(test).Any(below => below is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo }));

    private static bool IsConstant(IOperation value) => value.ConstantValue.HasValue;

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };

    private static Truth Not(Truth truth) => truth switch
    {
        Truth.Yes => Truth.No,
        Truth.No => Truth.Yes,
        _ => truth,
    };
}
