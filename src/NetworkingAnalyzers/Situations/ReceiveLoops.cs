using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Loops that read a connection for as long as it lives, told from loops that read one message.</summary>
internal static class ReceiveLoops
{
    /// <summary>
    /// Whether the loop around the read goes on until the connection ends (or somebody stops it): endless, on a flag or a token,
    /// or until the read tells the end. A loop that counts bytes towards a length ends with the message.
    /// </summary>
    public static bool EndsWithTheConnection(IOperation read, ILoopOperation loop)
    {
        if (loop is IForEachLoopOperation)
        {
            return false;
        }

        if (Loops.IsEndless(loop))
        {
            return true;
        }

        var condition = Loops.ConditionOf(loop);
        if (condition is null)
        {
            return false;
        }

        // A comparison of two amounts counts towards a length; a test against a constant, a flag or null does not.
        return !Operations.Below(condition).Any(operation =>
            operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.NotEquals } comparison
            && (!(comparison.LeftOperand.ConstantValue.HasValue || comparison.RightOperand.ConstantValue.HasValue) || IsRemainder(comparison, read)));
    }

    /// <summary>
    /// Whether the callback that ends this read begins the next, itself or through a method of its type: a loop as long as the
    /// connection lives.
    /// </summary>
    public static bool StartsAgain(IOperation end, Seen seen)
    {
        var function = Body.FunctionOf(end);
        return seen.Body.Uses.Any(use =>
            use is IInvocationOperation { TargetMethod: var method }
            && use.Syntax.SpanStart > end.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(use), function)
            && (BeginsReceive(use, seen)
                || (method.DeclaringSyntaxReferences.Length > 0
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType, seen.Body.Owner?.ContainingType)
                    && seen.Sources.FunctionOf(method) is { } callee
                    && Operations.BelowInFunction(callee).Any(inner => BeginsReceive(inner, seen)))));
    }

    private static bool BeginsReceive(IOperation operation, Seen seen) =>
        Uses.MemberOf(operation) is { } member
        && member.Name.StartsWith("BeginRe", System.StringComparison.Ordinal)
        && seen.Types.TopicsOf(member) is var topics && topics.HasAny(Topics.Begins) && !topics.HasAny(Topics.Accepts | Topics.Connects | Topics.Datagram);

    /// <summary><c>while (left &gt; 0)</c> where the loop takes away from <c>left</c>.</summary>
    private static bool IsRemainder(IBinaryOperation comparison, IOperation read)
    {
        var assumption = new Assumption(read, 0);
        return Operations.Below(comparison).Any(operation => operation is ILocalReferenceOperation local && assumption.Sums.Contains(local.Local, SymbolEqualityComparer.Default));
    }
}
