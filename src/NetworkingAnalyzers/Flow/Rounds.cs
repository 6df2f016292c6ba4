using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>How often a counted loop turns round.</summary>
internal static class Rounds
{
    /// <summary>
    /// The number of rounds of <c>for (var i = a; i &lt; b; i += c)</c> where all three are constants and nothing leaves early;
    /// null where it cannot be said.
    /// </summary>
    public static long? Of(ILoopOperation loop)
    {
        if (loop is not IForLoopOperation { Before: { Length: 1 } before, AtLoopBottom: { Length: 1 } bottom } @for
            || StartOf(before[0]) is not var (counter, first)
            || EndOf(@for.Condition, counter) is not var (last, inclusive)
            || StepOf(bottom[0], counter) is not { } step
            || step == 0
            || CanLeave(loop))
        {
            return null;
        }

        var distance = step > 0 ? last - first : first - last;
        return distance < 0 ? 0 : (long)Math.Ceiling((distance + (inclusive ? 1 : 0)) / Math.Abs(step));
    }

    /// <summary>
    /// The rounds of a loop and of the counted loops inside it, multiplied: what its innermost statement costs. Null where the
    /// loop itself is not counted.
    /// </summary>
    public static double? OfNest(ILoopOperation loop)
    {
        if (Of(loop) is not { } own)
        {
            return null;
        }

        double most = own;
        foreach (var inner in Operations.BelowInFunction(loop.Body))
        {
            if (inner is IForLoopOperation)
            {
                double product = own;
                for (var each = (ILoopOperation?)(ILoopOperation)inner; each is not null && !ReferenceEquals(each, loop); each = Loops.Around(each))
                {
                    product *= Of(each) ?? 1;
                }

                most = Math.Max(most, product);
            }
        }

        return most;
    }

    /// <summary>Whether a <c>break</c>, <c>return</c>, <c>throw</c>, <c>goto</c> or <c>yield return</c> can leave the loop before its condition does.</summary>
    public static bool CanLeave(ILoopOperation loop)
    {
        foreach (var operation in Operations.BelowInFunction(loop.Body))
        {
            switch (operation)
            {
                case IReturnOperation or IThrowOperation:
                    return true;
                case IBranchOperation { BranchKind: BranchKind.GoTo }:
                    return true;
                case IBranchOperation { BranchKind: BranchKind.Break } branch when ReferenceEquals(loop.ExitLabel, branch.Target) || SymbolEqualityComparer.Default.Equals(loop.ExitLabel, branch.Target):
                    return true;
            }
        }

        return false;
    }

    /// <summary>What <c>for (var i = 0; i &lt; end; ..)</c> counts to; null for every other loop.</summary>
    public static IOperation? CountsFromZeroTo(IForLoopOperation loop) =>
        loop is { Before: { Length: 1 } before, Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } below }
        && StartOf(before[0]) is (var counter, 0)
        && IsCounter(below.LeftOperand, counter)
            ? below.RightOperand
            : null;

    private static (ILocalSymbol Counter, double First)? StartOf(IOperation before) => before switch
    {
        IVariableDeclarationGroupOperation { Declarations: { Length: 1 } declarations } when declarations[0].Declarators is { Length: 1 } declarators
            && declarators[0] is { Symbol: var counter } declarator
            && ConstantOf(declarator.Initializer?.Value) is { } first => (counter, first),
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var counter }, Value: var value } }
            when ConstantOf(value) is { } first => (counter, first),
        _ => null,
    };

    private static (double Last, bool Inclusive)? EndOf(IOperation? condition, ILocalSymbol counter)
    {
        if (condition is not IBinaryOperation binary)
        {
            return null;
        }

        var (limit, kind) = IsCounter(binary.LeftOperand, counter) ? (binary.RightOperand, binary.OperatorKind)
            : IsCounter(binary.RightOperand, counter) ? (binary.LeftOperand, binary.OperatorKind)
            : (null, BinaryOperatorKind.None);
        return ConstantOf(limit) is not { } last ? null : kind switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals => (last, false),
            BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual => (last, true),
            _ => null,
        };
    }

    private static double? StepOf(IOperation bottom, ILocalSymbol counter) => (bottom as IExpressionStatementOperation)?.Operation switch
    {
        IIncrementOrDecrementOperation step when IsCounter(step.Target, counter) => step.Kind == OperationKind.Increment ? 1 : -1,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } step when IsCounter(step.Target, counter) => ConstantOf(step.Value),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } step when IsCounter(step.Target, counter) => -ConstantOf(step.Value),
        _ => null,
    };

    private static bool IsCounter(IOperation operation, ILocalSymbol counter) =>
        Uses.Plain(operation) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, counter);

    private static double? ConstantOf(IOperation? value) => value?.ConstantValue is { HasValue: true, Value: { } constant }
        && constant is int or long or uint or short or byte or ushort or sbyte or ulong or double or float
        ? Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture)
        : null;
}
