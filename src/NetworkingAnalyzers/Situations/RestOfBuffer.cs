using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>A send that goes on only as long as a part of its buffer has not gone: there is an end to that. A peer cannot make it longer.</summary>
internal static class RestOfBuffer
{
    private const string Count = "BytesTransferred";

    /// <summary>Whether the call stands where less has been sent than there was: <c>if (e.BytesTransferred &lt; e.Count) { e.SetBuffer(..); Send(); }</c>.</summary>
    public static bool IsSentBy(IInvocationOperation next, Call started)
    {
        if (!started.Member.Name.StartsWith("Send", System.StringComparison.Ordinal))
        {
            return false;
        }

        for (IOperation? child = next, up = next.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is IConditionalOperation { Condition: var condition } test && ReferenceEquals(test.WhenTrue, child) && Uses.Plain(condition) is IBinaryOperation comparison && IsRestLeft(comparison))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRestLeft(IBinaryOperation comparison) => comparison.OperatorKind switch
    {
        BinaryOperatorKind.LessThan => IsLess(comparison.LeftOperand, comparison.RightOperand),
        BinaryOperatorKind.GreaterThan => IsLess(comparison.RightOperand, comparison.LeftOperand),
        _ => false,
    };

    /// <summary>The count, or a sum of counts, is below what there was; what is left after the counts were taken off is above 0.</summary>
    private static bool IsLess(IOperation small, IOperation large)
    {
        var body = Body.Around(small);
        return small.ConstantValue.HasValue
            ? small.ConstantValue.Value is 0 && IsChangedBy(large, BinaryOperatorKind.Subtract, body)
            : !large.ConstantValue.HasValue && (Makings.Of(small, body).Any(made => made.Name == Count) || IsChangedBy(small, BinaryOperatorKind.Add, body));
    }

    private static bool IsChangedBy(IOperation variable, BinaryOperatorKind how, Body body) =>
        Makings.SymbolOf(Uses.Plain(variable)) is { } changed
        && body.MentionsOf(changed).Any(mention => mention.Parent is ICompoundAssignmentOperation { Value: var by } change
            && change.OperatorKind == how && ReferenceEquals(change.Target, mention) && Makings.Of(by, body).Any(made => made.Name == Count));
}
