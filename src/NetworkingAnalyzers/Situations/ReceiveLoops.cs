using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

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

    /// <summary><c>while (left &gt; 0)</c> where the loop takes away from <c>left</c>.</summary>
    private static bool IsRemainder(IBinaryOperation comparison, IOperation read)
    {
        var assumption = new Assumption(read, 0);
        return Operations.Below(comparison).Any(operation => operation is ILocalReferenceOperation local && assumption.Sums.Contains(local.Local, SymbolEqualityComparer.Default));
    }
}
