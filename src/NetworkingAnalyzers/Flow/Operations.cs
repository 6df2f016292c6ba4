using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>Walks over operations with explicit stacks: user code can nest deeper than a thread's stack.</summary>
internal static class Operations
{
    /// <summary><c>OperationKind.CollectionExpression</c>: the compiler that this is built against has no name for it, later ones have.</summary>
    private const OperationKind CollectionExpression = (OperationKind)127;

    /// <summary>Whether it makes an array or a collection of the operations below it: <c>new[] { a, b }</c>, <c>[a, b]</c>, or what is passed to a <c>params</c> parameter, be that an array or a span.</summary>
    public static bool Gathers(IOperation operation) =>
        operation is IArrayInitializerOperation or IArrayCreationOperation || operation.Kind == CollectionExpression;

    /// <summary>The statements of a branch or body, with braces or without.</summary>
    public static ImmutableArray<IOperation> StatementsOf(IOperation branch) => branch is IBlockOperation block ? block.Operations : ImmutableArray.Create(branch);

    /// <summary>The operation and all below it, in source order, lambdas and local functions included.</summary>
    public static IEnumerable<IOperation> Below(IOperation root)
    {
        var stack = new Stack<IOperation>();
        stack.Push(root);
        while (stack.Count > 0)
        {
            var operation = stack.Pop();
            yield return operation;
            PushChildren(stack, operation);
        }
    }

    /// <summary>Like <see cref="Below"/>, but stays in the function: does not enter lambdas and local functions.</summary>
    public static IEnumerable<IOperation> BelowInFunction(IOperation root)
    {
        var stack = new Stack<IOperation>();
        stack.Push(root);
        while (stack.Count > 0)
        {
            var operation = stack.Pop();
            yield return operation;
            if (ReferenceEquals(operation, root) || operation.Kind is not (OperationKind.AnonymousFunction or OperationKind.LocalFunction or OperationKind.FlowAnonymousFunction))
            {
                PushChildren(stack, operation);
            }
        }
    }

    /// <summary>The operation and all below it in the order in which they are evaluated: operands before what uses them.</summary>
    public static IReadOnlyList<IOperation> Evaluated(IOperation root)
    {
        var stack = new Stack<IOperation>();
        var evaluated = new List<IOperation>();
        stack.Push(root);
        while (stack.Count > 0)
        {
            var operation = stack.Pop();
            evaluated.Add(operation);
            foreach (var child in operation.ChildOperations)
            {
                stack.Push(child);
            }
        }

        evaluated.Reverse();
        return evaluated;
    }

    /// <summary>Every operation of a block of a control flow graph, nested ones included, in order of their roots.</summary>
    public static IEnumerable<IOperation> In(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            foreach (var below in Below(operation))
            {
                yield return below;
            }
        }

        if (block.BranchValue is { } value)
        {
            foreach (var below in Below(value))
            {
                yield return below;
            }
        }
    }

    /// <summary>The nearest operation above (or the operation itself) of a kind, within the same function.</summary>
    public static T? Above<T>(IOperation operation)
        where T : class, IOperation
    {
        for (var up = (IOperation?)operation; up is not null; up = up.Parent)
        {
            if (up is T found)
            {
                return found;
            }

            if (up.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction)
            {
                return null;
            }
        }

        return null;
    }

    public static bool Contains(IOperation outer, IOperation inner)
    {
        for (var up = (IOperation?)inner; up is not null; up = up.Parent)
        {
            if (ReferenceEquals(up, outer))
            {
                return true;
            }
        }

        return false;
    }

    private static void PushChildren(Stack<IOperation> stack, IOperation operation)
    {
        var first = stack.Count;
        foreach (var child in operation.ChildOperations)
        {
            stack.Push(child);
        }

        // The stack turns the order around; source order is what callers are promised.
        if (stack.Count - first > 1)
        {
            var children = new IOperation[stack.Count - first];
            for (var i = 0; i < children.Length; i++)
            {
                children[i] = stack.Pop();
            }

            foreach (var child in children)
            {
                stack.Push(child);
            }
        }
    }
}
