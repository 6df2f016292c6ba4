using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Who catches what an operation throws, within its function.</summary>
internal static class Catching
{
    /// <summary>Whether a clause for the one type takes every exception of the other; a clause without a type takes all.</summary>
    public static bool Takes(ITypeSymbol? caught, ITypeSymbol? thrown)
    {
        if (caught is null || caught.SpecialType == SpecialType.System_Object)
        {
            return true;
        }

        for (var type = thrown; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, caught))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a <c>try</c> of the function around the operation has a clause that the predicate knows; filters are taken to let all through.</summary>
    public static bool IsCaught(IOperation operation, Func<ICatchClauseOperation, bool> takes) => TryAround(operation, takes) is not null;

    /// <summary>The innermost <c>try</c> of the function around the operation that catches anything at all: one that only cleans up lets failures through. Null where there is none.</summary>
    public static ITryOperation? TryAround(IOperation operation) => TryAround(operation, static _ => true);

    /// <summary>The innermost <c>try</c> of the function around the operation with a clause that the predicate knows; null where there is none.</summary>
    public static ITryOperation? TryAround(IOperation operation, Func<ICatchClauseOperation, bool> takes) => ClauseFor(operation, takes)?.Parent as ITryOperation;

    /// <summary>The first such clause of that <c>try</c>; null where there is none.</summary>
    public static ICatchClauseOperation? ClauseFor(IOperation operation, Func<ICatchClauseOperation, bool> takes)
    {
        var child = operation;
        for (var up = operation.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is ITryOperation @try && ReferenceEquals(@try.Body, child))
            {
                foreach (var clause in @try.Catches)
                {
                    if (takes(clause))
                    {
                        return clause;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether the operation runs only after something has failed, or while things are put in order: in a <c>catch</c> or <c>finally</c>.</summary>
    public static bool IsCleanup(IOperation operation) => IsWithin(operation, static (up, child) => up is ICatchClauseOperation || IsFinallyOf(up, child));

    /// <summary>Whether the operation stands in a <c>finally</c> of its function, however deep.</summary>
    public static bool IsInFinally(IOperation operation) => IsWithin(operation, IsFinallyOf);

    private static bool IsFinallyOf(IOperation up, IOperation child) => up is ITryOperation @try && ReferenceEquals(@try.Finally, child);

    private static bool IsWithin(IOperation operation, Func<IOperation, IOperation, bool> holds)
    {
        var child = operation;
        for (var up = operation.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (holds(up, child))
            {
                return true;
            }
        }

        return false;
    }
}
