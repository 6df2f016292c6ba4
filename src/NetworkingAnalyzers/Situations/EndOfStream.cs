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
    /// <summary>How many methods deep a count is followed.</summary>
    private const int Depth = 3;

    /// <summary>The value by which a read tells the end: null for a line, -1 for a byte, 0 for a count.</summary>
    public static object? ToldBy(IOperation read) => Uses.MemberOf(read) switch
    {
        { Name: "ReadLine" or "ReadLineAsync" } => null,
        { Name: "ReadByte", ContainingType.Name: not "BinaryReader" } => -1,
        _ => 0,
    };

    /// <summary>
    /// Whether the loop around the read goes on for ever once the stream has ended: nothing that depends on what the read told
    /// leads out of it. Unknown is "no".
    /// </summary>
    public static bool IsUnnoticedInLoop(IOperation read, ILoopOperation loop, Seen seen) =>
        !IsMadeOnlyWhenBytesWait(read, loop, seen) && GoesOn(read, ToldBy(read), loop, seen);

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

        if (condition is not null && ((assumption.Of(condition) is Truth.No or Truth.Depends && !IsWrittenOnlyBeforeTheEnd(condition, loop, assumption, seen)) || AsksForMore(condition, seen)))
        {
            return false;
        }

        return !Leaves(loop, condition, assumption).Any(leave => IsTaken(leave, loop, assumption, read)) && !TellsOthers(loop, assumption, seen);
    }

    /// <summary><c>while (more) { .. if (line?.Length > 3) { more = line[3] == '-'; } }</c>: at the end of the stream the flag stays as it was.</summary>
    private static bool IsWrittenOnlyBeforeTheEnd(IOperation condition, ILoopOperation loop, Assumption assumption, Seen seen) =>
        Operations.Below(condition).All(part => part is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IParenthesizedOperation
            || (part is ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } flag }
                && Writes.Among(seen.Body.MentionsOf(flag)).Where(write => Operations.Contains(loop, write.At)).All(write => !IsReached(write.At, loop, assumption))));

    /// <summary>
    /// Whether control comes to <paramref name="again"/>, which starts the next read, although this one told the end: nothing that depends on
    /// the count leads out before it.
    /// </summary>
    private static bool GoesOnTo(IOperation again, IOperation read, Assumption assumption, Seen seen)
    {
        var function = Body.FunctionOf(read);
        return !assumption.IsLost
            && !IsHandedOn(read, assumption, function, seen)
            && !GuardsOf(again, function, assumption).Any(truth => truth is Truth.No or Truth.Depends)
            && !Leaves(function, null, assumption).Any(leave => leave.Syntax.SpanStart < again.Syntax.SpanStart && IsTaken(leave, function, assumption, read))
            && !TellsOthers(function, assumption, seen);
    }

    /// <summary>Whether the callback that ends this read begins the next, itself or by a method of this compilation, although this one told the end.</summary>
    public static bool IsUnnoticedInCallback(Call end)
    {
        var assumption = new Assumption(end.Operation, ToldBy(end.Operation));
        if (assumption.Holders.Count == 0 && !IsOnlyAddedUp(assumption, end))
        {
            return false;
        }

        return NextReads(end.Operation, end.Seen, IsBegun).Any(again => !Uses.ArgumentsOf(again).Any(argument => assumption.Touches(argument)) && GoesOnTo(again, end.Operation, assumption, end.Seen));
    }

    /// <summary><c>_length += socket.EndReceive(result)</c>, where the sum is compared with what is wanted, not with nothing or with what it was.</summary>
    private static bool IsOnlyAddedUp(Assumption assumption, Call end) =>
        assumption is { IsLost: false, Sums.Count: 1 }
        && end.Body.MentionsOf(assumption.Sums.First()).All(mention => ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(end.Operation))
            && (Uses.Whole(mention).Parent is not IBinaryOperation comparison
                || (!Received.IsTestForZero(comparison) && Uses.Plain(comparison.LeftOperand) is not ILocalReferenceOperation && Uses.Plain(comparison.RightOperand) is not ILocalReferenceOperation)));

    /// <summary>
    /// Whether a handler that looks at <c>e.BytesTransferred</c> starts the next receive through the same arguments although no byte came. Asked at
    /// the first look in the function.
    /// </summary>
    public static bool IsUnnoticedInHandler(Call transferred)
    {
        var function = Body.FunctionOf(transferred.Operation);
        var looks = transferred.Body.MentionsOf(transferred.Member).Where(other => ReferenceEquals(Body.FunctionOf(other), function)).ToList();
        if (!ReferenceEquals(looks[0], transferred.Operation)
            || Makings.SymbolOf(transferred.Receiver!) is not { } arguments
            || transferred.Body.MentionsOf(arguments).Any(mention => IsLookedInto(mention, transferred))
            || looks.Any(other => Uses.ReceiverOf(other) is not { } receiver || !SymbolEqualityComparer.Default.Equals(arguments, Makings.SymbolOf(receiver)))
            || transferred.Seen.Net.CallsOf(Topics.CompletesThroughArgs).Any(send => Uses.MemberOf(send)!.Name.StartsWith("Send", System.StringComparison.Ordinal) && ReferenceEquals(Body.FunctionOf(send), function)))
        {
            return false;
        }

        var assumption = new Assumption(looks, 0);
        if (looks.Any(other => Fate.Of(other) is { Kind: FateKind.Passed, At: IArgumentOperation argument } && IsReached(other, function, assumption) && IsForeign(argument, assumption, transferred.Seen)))
        {
            return false;
        }

        return NextReads(transferred.Operation, transferred.Seen, (begin, inside) => IsReceiveThrough(begin, inside, arguments))
            .Any(again => Uses.ArgumentsOf(again).Any(argument => SymbolEqualityComparer.Default.Equals(arguments, Makings.SymbolOf(argument.Value))) && GoesOnTo(again, transferred.Operation, assumption, transferred.Seen));
    }

    /// <summary>The arguments are given to another method that asks how many bytes came.</summary>
    private static bool IsLookedInto(IOperation mention, Call transferred) =>
        Fate.Of(mention) is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } } }
        && !SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, Functions.Around(transferred.Operation)?.OriginalDefinition)
        && transferred.Seen.Sources.BodyOf(method) is { } body
        && body.MentionsOf(transferred.Member).Count > 0;

    private static bool IsBegun(IOperation begin, Seen seen) =>
        Uses.MemberOf(begin) is { } member
        && member.Name.StartsWith("BeginRe", System.StringComparison.Ordinal)
        && seen.Types.TopicsOf(member) is var topics && topics.HasAny(Topics.Begins) && !topics.HasAny(Topics.Accepts | Topics.Connects);

    /// <summary>A receive through the arguments that the function was called with; in a method that it calls, through those that it gives it.</summary>
    private static bool IsReceiveThrough(IOperation receive, Seen seen, ISymbol arguments) =>
        Uses.MemberOf(receive) is { Name: "ReceiveAsync" } member && seen.Types.TopicsOf(member).HasAny(Topics.CompletesThroughArgs)
        && Uses.ArgumentOf(receive, "e") is { } given && Makings.SymbolOf(given) is { } symbol
        && (SymbolEqualityComparer.Default.Equals(symbol, arguments) || (symbol is IParameterSymbol && arguments is IParameterSymbol or ILocalSymbol && !SymbolEqualityComparer.Default.Equals(seen.Body.Owner, arguments.ContainingSymbol)));

    /// <summary>Behind a read in its function: what starts another, and calls of methods that do so first of all, whatever they are told.</summary>
    private static IEnumerable<IOperation> NextReads(IOperation read, Seen seen, System.Func<IOperation, Seen, bool> starts)
    {
        var function = Body.FunctionOf(read);
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && call.Syntax.SpanStart > read.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(call), function)
                && (starts(call, seen) || (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && !call.TargetMethod.IsVirtual && !call.TargetMethod.IsAbstract
                    && seen.Sources.BodyOf(call.TargetMethod) is { } body && seen.In(body) is var inside
                    && body.Uses.Any(begin => starts(begin, inside) && ReferenceEquals(Body.FunctionOf(begin), body.Root) && !IsConditional(begin, body.Root)))))
            {
                yield return call;
            }
        }
    }

    private static bool IsConditional(IOperation operation, IOperation function)
    {
        for (var (child, up) = (operation, operation.Parent); up is not null && !ReferenceEquals(child, function); (child, up) = (up, up.Parent))
        {
            if (up is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child) || up is ISwitchCaseOperation or ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
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
                case IInvocationOperation call when IsClosing(call):
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
    private static bool IsTaken(IOperation leave, IOperation loop, Assumption assumption, IOperation? read)
    {
        if (read is not null && Operations.Contains(leave, read) && leave is IReturnOperation or IThrowOperation)
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

    /// <summary><c>if (n == 0) { OnGone(); }</c>: because of the end it runs code that may see to it that the loop ends.</summary>
    private static bool TellsOthers(IOperation scope, Assumption assumption, Seen seen) =>
        Operations.BelowInFunction(scope).Any(operation => operation is IInvocationOperation call
            && IsOpenedByTheEnd(call, scope, assumption)
            && MayEnd(call, seen));

    /// <summary>Control comes there because of the end: a condition that asks for it says so, none says otherwise.</summary>
    private static bool IsOpenedByTheEnd(IOperation operation, IOperation scope, Assumption assumption)
    {
        var opened = false;
        foreach (var truth in GuardsOf(operation, scope, assumption))
        {
            if (truth == Truth.No)
            {
                return false;
            }

            opened |= truth is Truth.Yes or Truth.Depends;
        }

        return opened;
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
                    yield return assumption.Of(@case, @switch);
                    break;
                case ISwitchExpressionArmOperation:
                    yield return Truth.Depends;
                    break;
                case IWhileLoopOperation nested when !ReferenceEquals(nested, outer) && !Operations.Contains(nested, outer) && Loops.ConditionOf(nested) is { } again:
                    yield return assumption.Of(again);
                    break;
                case IForLoopOperation @for when !@for.Before.Contains(child) && !ReferenceEquals(@for, outer) && !Operations.Contains(@for, outer):
                    // `for (var i = 0; i < n; i++)` has no round when n is 0.
                    yield return @for.Condition is null ? Truth.Unrelated : Rounds.CountsFromZeroTo(@for) is { } end && assumption.IsKnownToBe(end, 0) ? Truth.No : assumption.Of(@for.Condition);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when ReferenceEquals(both.RightOperand, child):
                    yield return assumption.Of(both.LeftOperand);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when ReferenceEquals(either.RightOperand, child):
                    yield return Not(assumption.Of(either.LeftOperand));
                    break;
                case IBlockOperation block when block.Operations.Any(before => before.Syntax.Span.End <= child.Syntax.SpanStart && SkipsTheRest(before, assumption)):
                    yield return Truth.No;
                    break;
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                    // `ReadLine() ?? throw`.
                    yield return assumption.Touches(coalesce.Value) ? Truth.Depends : Truth.Unrelated;
                    break;
            }
        }
    }

    /// <summary><c>if (n == 0) { continue; }</c></summary>
    private static bool SkipsTheRest(IOperation statement, Assumption assumption) =>
        statement is IConditionalOperation { Type: null, WhenTrue: var then } test
        && (then is IBlockOperation { Operations: { Length: > 0 } inside } ? inside[inside.Length - 1] : then) is IBranchOperation { BranchKind: BranchKind.Continue }
        && assumption.Of(test.Condition) == Truth.Yes;

    /// <summary>Whether control comes there at the end of the stream, as far as can be told.</summary>
    private static bool IsReached(IOperation operation, IOperation scope, Assumption assumption) =>
        !GuardsOf(operation, scope, assumption).Any(truth => truth == Truth.No);

    /// <summary>
    /// The count itself is given to code that may well test it: a method outside the framework. What only slices by it does not.
    /// A dereferenced line throws when it is null: that ends the loop.
    /// </summary>
    private static bool IsHandedOn(IOperation read, Assumption assumption, IOperation scope, Seen seen)
    {
        if (Fate.Of(read) is { Kind: FateKind.Passed, At: IArgumentOperation direct } && IsForeign(direct, assumption, seen))
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

                if (!IsReached(mention, scope, assumption))
                {
                    continue;
                }

                if (Operations.Above<IInvalidOperation>(mention) is not null)
                {
                    // Given to code that this compilation cannot see: it may well test it.
                    return true;
                }

                var fate = Fate.Of(mention);
                if (fate is { Kind: FateKind.Passed, At: IArgumentOperation argument } && IsForeign(argument, assumption, seen))
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
    private static bool IsForeign(IArgumentOperation argument, Assumption assumption, Seen seen)
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
            return (argument.Value.Type?.IsReferenceType == true && argument.Parameter?.OriginalDefinition is { NullableAnnotation: NullableAnnotation.NotAnnotated, Type: not ITypeParameterSymbol })
                || !(space == "System" || space.StartsWith("System.", System.StringComparison.Ordinal) || space.StartsWith("Microsoft.", System.StringComparison.Ordinal))
                || method.MethodKind == MethodKind.DelegateInvoke;
        }

        if (Uses.Plain(argument.Value).Type?.IsReferenceType == true)
        {
            // A line given to code of this compilation: it may well test for null.
            return true;
        }

        return argument.Parameter is null || Notices(method, argument.Parameter, assumption.Value, seen, Depth);
    }

    /// <summary>
    /// Whether a method of this compilation that is given the count may see to it that its caller ends: it throws, closes, or changes what
    /// others look at, because the count is that. What it returns is its caller's to look at.
    /// </summary>
    private static bool Notices(IMethodSymbol method, IParameterSymbol parameter, object? given, Seen seen, int depth)
    {
        if (depth == 0 || method.IsVirtual || method.IsAbstract || (method.IsOverride && !method.IsSealed) || seen.Sources.BodyOf(method) is not { } body)
        {
            return true;
        }

        var assumption = new Assumption(parameter.OriginalDefinition, given, body);
        if (assumption.IsLost)
        {
            return true;
        }

        foreach (var holder in assumption.Holders)
        {
            foreach (var mention in Writes.ReadsAmong(body.MentionsOf(holder)))
            {
                if (IsPlainSlice(mention) || !IsReached(mention, body.Root, assumption))
                {
                    continue;
                }

                var fate = Fate.Of(mention);
                if (Body.FunctionOf(mention) is IAnonymousFunctionOperation or ILocalFunctionOperation
                    || fate is { Kind: FateKind.Stored, Into: not (ILocalSymbol or IParameterSymbol), Accumulates: false }
                    || (fate is { Kind: FateKind.Passed, At: IArgumentOperation argument }
                        && (Uses.MemberOf(argument.Parent!) is not IMethodSymbol { DeclaringSyntaxReferences.Length: > 0 } further || argument.Parameter is null || Notices(further, argument.Parameter, given, seen, depth - 1))))
                {
                    return true;
                }
            }
        }

        return Operations.Below(body.Root).Any(operation => EndsTheCaller(operation, seen) && IsTaken(operation, body.Root, assumption, null));
    }

    /// <summary>What may make a caller's loop end: it throws, closes, changes a member, or runs code that may.</summary>
    private static bool EndsTheCaller(IOperation operation, Seen seen) => operation switch
    {
        IThrowOperation => true,
        IAssignmentOperation { Target: IMemberReferenceOperation } or IIncrementOrDecrementOperation { Target: IMemberReferenceOperation } => true,
        IInvocationOperation call => IsClosing(call) || MayEnd(call, seen),
        _ => false,
    };

    /// <summary>A delegate, or a method of this compilation that is not seen to do nothing but tell (it writes a line to a log).</summary>
    private static bool MayEnd(IInvocationOperation call, Seen seen)
    {
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
        {
            return true;
        }

        if (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        return seen.Sources.BodyOf(call.TargetMethod) is not { } body
            || Operations.Below(body.Root).Any(operation => operation is IThrowOperation
                || operation is IAssignmentOperation { Target: IMemberReferenceOperation }
                || (operation is IInvocationOperation inner && (IsClosing(inner) || inner.TargetMethod.MethodKind == MethodKind.DelegateInvoke || !inner.TargetMethod.DeclaringSyntaxReferences.IsEmpty)));
    }

    private static bool IsClosing(IInvocationOperation call) =>
        call.TargetMethod.Name is "Close" or "Dispose" or "DisposeAsync" or "Shutdown" or "Abort" or "Stop" or "Disconnect" or "DisconnectAsync" or "Cancel" or "CancelAsync" or "Exit" or "FailFast" or "CompleteAsync" or "Complete";

    /// <summary>Used to say how much of a buffer to take, or how long a copy is, nothing else.</summary>
    private static bool IsPlainSlice(IOperation mention) => Uses.Whole(mention).Parent is IArrayCreationOperation || Fate.Of(mention) is { Kind: FateKind.Passed, At: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true, MethodKind: not MethodKind.DelegateInvoke } } } };

    /// <summary><c>DataAvailable</c> and <c>Available</c> turn false at the end: the loop ends, wrong as it may be to ask them.</summary>
    private static bool AsksForWaitingBytes(IOperation condition, Seen seen) =>
        Operations.Below(condition).Any(operation => Uses.MemberOf(operation) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.CountsWaitingBytes));

    /// <summary>
    /// <c>!reader.EndOfStream</c>, <c>reader.Peek() >= 0</c>, whether bytes wait: here, or in a method or property of this compilation, such as an
    /// <c>IsConnected</c> that polls.
    /// </summary>
    private static bool AsksForMore(IOperation condition, Seen seen)
    {
        foreach (var operation in Operations.Below(condition))
        {
            if (Uses.MemberOf(operation) is { } member
                && (Says(member) || (!member.DeclaringSyntaxReferences.IsEmpty && member is IMethodSymbol or IPropertySymbol && seen.Sources.BodyOf(member) is { } body && body.Uses.Any(use => Uses.MemberOf(use) is { } asked && Says(asked)))))
            {
                return true;
            }
        }

        return false;

        bool Says(ISymbol member) => seen.Types.TopicsOf(member).HasAny(Topics.CountsWaitingBytes | Topics.AsksForEnd);
    }

    /// <summary><c>if (!stream.DataAvailable) break;</c>: at the end nothing waits.</summary>
    private static bool LeavesWhenNothingWaits(IOperation loop, Seen seen) =>
        Operations.BelowInFunction(loop).Any(operation => operation is IConditionalOperation { Type: null } test
            && AsksForMore(test.Condition, seen)
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
