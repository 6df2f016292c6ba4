using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Which loop runs an operation again, and what decides whether it does.</summary>
internal static class Loops
{
    /// <summary>
    /// The innermost loop of the same function that runs the operation once a round: its body, condition or step. The collection
    /// of a <c>foreach</c> and the start of a <c>for</c> run once and do not count.
    /// </summary>
    public static ILoopOperation? Around(IOperation operation)
    {
        var child = operation;
        for (var up = operation.Parent; up is not null; child = up, up = up.Parent)
        {
            switch (up)
            {
                case IForEachLoopOperation forEach:
                    if (ReferenceEquals(child, forEach.Body))
                    {
                        return forEach;
                    }

                    break;
                case IForLoopOperation @for:
                    if (!@for.Before.Contains(child))
                    {
                        return @for;
                    }

                    break;
                case ILoopOperation loop:
                    return loop;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>All loops of the same function around the operation, innermost first.</summary>
    public static IEnumerable<ILoopOperation> AllAround(IOperation operation)
    {
        for (var loop = Around(operation); loop is not null; loop = Around(loop))
        {
            yield return loop;
        }
    }

    /// <summary>The condition of a <c>while</c>, <c>do</c> or <c>for</c>; null for none and for <c>foreach</c>.</summary>
    public static IOperation? ConditionOf(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation @while => @while.Condition,
        IForLoopOperation @for => @for.Condition,
        _ => null,
    };

    /// <summary><c>while (true)</c>, <c>for (;;)</c>: only a jump ends it.</summary>
    public static bool IsEndless(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition.ConstantValue: { HasValue: true, Value: true } } => true,
        IForLoopOperation { Condition: null } => true,
        IForLoopOperation { Condition.ConstantValue: { HasValue: true, Value: true } } => true,
        _ => false,
    };
}
