using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Receives of no more bytes than <c>Available</c> said, or than the function has peeked at: they are in the kernel's buffer, and all of them come. Whether they are
/// a message is NWA2006's matter.
/// </summary>
internal static class WaitingBytes
{
    public static bool AreAskedFor(Call call)
    {
        if (AreWaitedFor(call)
            || (AskedFor.By(call.Operation, call.Body) is { } asked && TestedAround(call.Operation).Any(test => SaysSoManyWait(test.Condition, test.Holds, asked, call))))
        {
            return true;
        }

        var size = Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => argument.Parameter?.Name is "size" or "count")?.Value;
        if (size is not null)
        {
            return IsAvailable(size, call)
                || (!size.ConstantValue.HasValue && size is not IPropertyReferenceOperation { Property.Name: "Length" }
                    && call.Seen.Net.CallsOf(Topics.ReceivesBytes | Topics.Begins).Any(other => IsPeekBefore(other, call)));
        }

        return Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => argument.Parameter?.Name == "buffer")?.Value is { } buffer
            && Origin.Of(buffer, call.Seen.Sources) is { IsEmpty: false } origins
            && origins.All(origin => origin is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } && IsAvailable(sizes[0], call));
    }

    /// <summary><c>if (WaitForData(size, timeout) == 0) { socket.Receive(buffer, start, size, ..); }</c>: a method of this type that looks at <c>Available</c> until there are as many as are asked for.</summary>
    public static bool AreWaitedFor(Call call) =>
        (Uses.ArgumentOf(call.Operation, "count") ?? Uses.ArgumentOf(call.Operation, "size")) is { } asked
        && call.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } waits
            && waits.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(waits), Body.FunctionOf(call.Operation))
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, call.Body.Owner?.ContainingType)
            && waits.Arguments.Any(argument => AskedFor.AreSame(asked, argument.Value) && LooksUntil(argument.Parameter, call.Seen)));

    /// <summary>A loop of the method compares how much waits with the parameter.</summary>
    private static bool LooksUntil(IParameterSymbol? wanted, Seen seen) =>
        wanted is not null && Escape.CodeFor(wanted, seen.Sources) is var (inner, body)
        && body.AllLoops.Any(loop => Operations.Below(loop).OfType<IBinaryOperation>().Any(test =>
            (IsOf(test.LeftOperand, inner) && IsCountOrHolds(test.RightOperand, body)) || (IsOf(test.RightOperand, inner) && IsCountOrHolds(test.LeftOperand, body))));

    private static bool IsOf(IOperation value, IParameterSymbol parameter) => Uses.Plain(value) is IParameterReferenceOperation { Parameter: var named } && SymbolEqualityComparer.Default.Equals(named, parameter);

    private static bool IsCountOrHolds(IOperation value, Body body) =>
        IsCount(value) || (Uses.Plain(value) is ILocalReferenceOperation { Local: var local } && Writes.Among(body.MentionsOf(local)).Any(write => write.Value is { } count && IsCount(count)));

    private static bool IsPeekBefore(IOperation other, Call call) =>
        Receives.Peeks(other)
        && other.Syntax.SpanStart < call.Operation.Syntax.SpanStart
        && ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation))
        && IsOfSame(Uses.ReceiverOf(other), call);

    private static bool IsOfSame(IOperation? connection, Call call) =>
        SameConnection.RootOf(call.Receiver, call.Seen) is { } root
        && SymbolEqualityComparer.Default.Equals(root, SameConnection.RootOf(connection, call.Seen));

    private static bool IsAvailable(IOperation size, Call call) =>
        Origin.Of(size, call.Seen.Sources) is { IsEmpty: false } origins && origins.All(IsCount);

    private static bool IsCount(IOperation value) =>
        Uses.Plain(value) is IPropertyReferenceOperation { Property: { Name: "Available", ContainingType.Name: "Socket" or "TcpClient" } };

    /// <summary><c>if (socket.Available >= 4) socket.Receive(head, 4, SocketFlags.None);</c>, with nothing received in between.</summary>
    private static bool SaysSoManyWait(IOperation condition, bool holds, AskedFor asked, Call call)
    {
        var parts = new Stack<(IOperation Part, bool Holds)>();
        parts.Push((condition, holds));
        while (parts.Count > 0)
        {
            var (part, isTrue) = parts.Pop();
            switch (Uses.Plain(part))
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    parts.Push((not.Operand, !isTrue));
                    break;
                // Each part of an 'and' that holds holds, and of an 'or' that does not none.
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } joined when joined.OperatorKind == BinaryOperatorKind.ConditionalAnd == isTrue:
                    parts.Push((joined.LeftOperand, isTrue));
                    parts.Push((joined.RightOperand, isTrue));
                    break;
                case IBinaryOperation comparison when LeastWaiting(comparison, isTrue) is { } least && IsEnough(least, asked, call.Operation)
                    && IsOfSame(Uses.ReceiverOf(CountIn(comparison)!), call)
                    && !call.Seen.Net.CallsOf(Receiving.Reads).Any(read => read.Syntax.SpanStart > comparison.Syntax.SpanStart && read.Syntax.SpanStart < call.Operation.Syntax.SpanStart):
                    return true;
            }
        }

        return false;
    }

    private static IOperation? CountIn(IBinaryOperation comparison) =>
        IsCount(comparison.LeftOperand) ? Uses.Plain(comparison.LeftOperand) : IsCount(comparison.RightOperand) ? Uses.Plain(comparison.RightOperand) : null;

    /// <summary>How many bytes wait at least where the comparison turns out so; null where it does not say.</summary>
    private static IOperation? LeastWaiting(IBinaryOperation comparison, bool isTrue)
    {
        var isLeft = IsCount(comparison.LeftOperand);
        return CountIn(comparison) is null ? null : (comparison.OperatorKind, isLeft, isTrue) switch
        {
            (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.Equals, true, true) => comparison.RightOperand,
            (BinaryOperatorKind.LessThan, true, false) => comparison.RightOperand,
            (BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.Equals, false, true) => comparison.LeftOperand,
            (BinaryOperatorKind.GreaterThan, false, false) => comparison.LeftOperand,
            _ => null,
        };
    }

    private static bool IsEnough(IOperation least, AskedFor asked, IOperation receive) =>
        asked.Is(least)
        || (least.ConstantValue is { HasValue: true, Value: int there }
            && (Uses.ArgumentOf(receive, "count") ?? Uses.ArgumentOf(receive, "size"))?.ConstantValue is { HasValue: true, Value: int wanted } && wanted <= there);

    /// <summary>The conditions that were tested on the only way to the operation, and how they turned out.</summary>
    private static IEnumerable<(IOperation Condition, bool Holds)> TestedAround(IOperation operation)
    {
        var child = operation;
        for (var up = operation.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            switch (up)
            {
                case IConditionalOperation test when !ReferenceEquals(test.Condition, child):
                    yield return (test.Condition, ReferenceEquals(test.WhenTrue, child));
                    break;
                case IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } loop when ReferenceEquals(loop.Body, child):
                    yield return (condition, !loop.ConditionIsUntil);
                    break;
                case IBlockOperation block:
                    foreach (var left in block.Operations.TakeWhile(statement => !ReferenceEquals(statement, child)).OfType<IConditionalOperation>().Where(test => test.WhenFalse is null && Leaves(test.WhenTrue)))
                    {
                        yield return (left.Condition, false);
                    }

                    break;
            }
        }
    }

    private static bool Leaves(IOperation branch) =>
        (branch is IBlockOperation { Operations: { IsEmpty: false } statements } ? statements[statements.Length - 1] : branch) is IReturnOperation or IThrowOperation or IBranchOperation;
}
