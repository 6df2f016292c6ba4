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

    /// <summary>The value, or null where it cannot be said (an <c>out</c> argument, <c>foreach</c>, deconstruction, a pattern).</summary>
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

                return declarator.Parent is IForEachLoopOperation or IVariableDeclarationOperation { Parent: not IVariableDeclarationGroupOperation }
                    ? new Write(mention, null)
                    : null;

            case IFieldInitializerOperation or IPropertyInitializerOperation:
                return new Write(mention, ((ISymbolInitializerOperation)mention).Value);

            case IDeclarationPatternOperation pattern:
                return new Write(mention, pattern.Parent is IIsPatternOperation @is ? @is.Value : null);
        }

        switch (mention.Parent)
        {
            case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, mention):
                return new Write(mention, assignment.Value);
            case ICoalesceAssignmentOperation coalesce when ReferenceEquals(coalesce.Target, mention):
                return new Write(mention, coalesce.Value);
            case ICompoundAssignmentOperation compound when ReferenceEquals(compound.Target, mention):
            case IIncrementOrDecrementOperation:
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
            case IForEachLoopOperation loop when ReferenceEquals(loop.LoopControlVariable, mention):
            case ITupleOperation { Parent: IDeconstructionAssignmentOperation }:
            case IDeclarationExpressionOperation:
                return new Write(mention, null);
            default:
                return null;
        }
    }
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

    /// <summary>The mentions that read, in source order. A compound assignment and an increment whose value is used read too.</summary>
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
