using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>A place where a variable gets a value.</summary>
internal readonly struct Write
{
    public Write(IOperation at, IOperation? value)
    {
        At = at;
        Value = value;
    }

    /// <summary>The mention that is written.</summary>
    public IOperation At { get; }

    /// <summary>The value, or null where it cannot be said (an <c>out</c> argument, <c>foreach</c>, deconstruction of what is no tuple in sight, a pattern).</summary>
    public IOperation? Value { get; }

    /// <summary>If the mention of a variable writes it: what. Null where it only reads.</summary>
    public static Write? By(IOperation mention)
    {
        switch (mention)
        {
            case IVariableDeclaratorOperation declarator:
                var initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
                if (initializer is not null)
                {
                    return new Write(mention, initializer.Value);
                }

                return declarator.Parent is IForEachLoopOperation or ICatchClauseOperation or IVariableDeclarationOperation { Parent: not IVariableDeclarationGroupOperation }
                    ? new Write(mention, null)
                    : null;

            case IFieldInitializerOperation or IPropertyInitializerOperation:
                return new Write(mention, ((ISymbolInitializerOperation)mention).Value);

            case IDeclarationPatternOperation pattern:
                return new Write(mention, pattern.Parent is IIsPatternOperation @is ? @is.Value : null);

            case IRecursivePatternOperation { DeclaredSymbol: not null } pattern:
                return new Write(mention, pattern.Parent is IIsPatternOperation test ? test.Value : null);

            case IListPatternOperation { DeclaredSymbol: not null }:
                return new Write(mention, null);
        }

        switch (mention.Parent)
        {
            case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, mention):
                return new Write(mention, assignment.Value);
            case ICoalesceAssignmentOperation coalesce when ReferenceEquals(coalesce.Target, mention):
                return new Write(mention, coalesce.Value);
            case ICompoundAssignmentOperation compound when ReferenceEquals(compound.Target, mention):
            case IIncrementOrDecrementOperation:
            case IForEachLoopOperation loop when ReferenceEquals(loop.LoopControlVariable, mention):
            case IDeclarationExpressionOperation:
                return new Write(mention, null);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return new Write(mention, ExchangedFor(argument));
            case ITupleOperation tuple when IsTargetOfDeconstruction(tuple):
                return new Write(mention, ElementFor(mention, tuple));
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref } }:
                // What the alias is given later is not followed.
                return new Write(mention, null);
            default:
                return null;
        }
    }

    /// <summary>Of <c>(a, b) = (x, y)</c> what stands in its place on the right.</summary>
    private static IOperation? ElementFor(IOperation mention, ITupleOperation target)
    {
        var whole = target.Parent is IDeclarationExpressionOperation declaration ? declaration : (IOperation)target;
        return whole.Parent is IDeconstructionAssignmentOperation assignment && ReferenceEquals(assignment.Target, whole)
            && Uses.Plain(assignment.Value) is ITupleOperation values && values.Elements.Length == target.Elements.Length
            && target.Elements.IndexOf(mention) is >= 0 and var place
                ? values.Elements[place]
                : null;
    }

    /// <summary><c>(a, (b, c)) = ...</c>, <c>var (a, b) = ...</c>, <c>foreach (var (a, b) in ...)</c>; not the tuple on the right.</summary>
    private static bool IsTargetOfDeconstruction(IOperation tuple)
    {
        var child = tuple;
        while (child.Parent is ITupleOperation or IDeclarationExpressionOperation)
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IDeconstructionAssignmentOperation assignment => ReferenceEquals(assignment.Target, child),
            IForEachLoopOperation loop => ReferenceEquals(loop.LoopControlVariable, child),
            _ => false,
        };
    }

    /// <summary>What <c>Interlocked.Exchange(ref x, value)</c>, <c>CompareExchange</c> and <c>Volatile.Write</c> store.</summary>
    private static IOperation? ExchangedFor(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { Name: "Exchange" or "CompareExchange" or "Write", ContainingType: { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" } } } call
        && call.Arguments.Length >= 2
            ? call.Arguments[1].Value
            : null;
}

/// <summary>Which mentions of a variable write it and which read it.</summary>
internal static class Writes
{
    /// <summary>All writes among the mentions.</summary>
    public static IEnumerable<Write> Among(IEnumerable<IOperation> mentions)
    {
        foreach (var mention in mentions)
        {
            if (Write.By(mention) is { } write)
            {
                yield return write;
            }
        }
    }

    /// <summary>The mentions that read, in source order. A compound assignment and an increment read what they write.</summary>
    public static IEnumerable<IOperation> ReadsAmong(IEnumerable<IOperation> mentions)
    {
        foreach (var mention in mentions)
        {
            if (Write.By(mention) is null
                ? mention is not (IVariableDeclaratorOperation or IDeclarationPatternOperation)
                : mention.Parent is ICompoundAssignmentOperation or IIncrementOrDecrementOperation or ICoalesceAssignmentOperation
                    or IArgumentOperation { Parameter.RefKind: RefKind.Ref })
            {
                yield return mention;
            }
        }
    }
}
