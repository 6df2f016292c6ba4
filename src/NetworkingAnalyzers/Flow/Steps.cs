using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// The operations of a control flow graph in the order in which they are evaluated, and which of them an operation of the tree
/// became. Computed once for each graph.
/// </summary>
internal sealed class Steps
{
    /// <summary>Remembered conditions are two bits each of one word; more would also multiply the states to visit.</summary>
    private const int MostFlags = 8;

    private static readonly ConditionalWeakTable<ControlFlowGraph, Steps> Known = new();

    private readonly ImmutableArray<ImmutableArray<IOperation>> _blocks;
    private readonly Dictionary<SyntaxNode, List<IOperation>> _bySyntax = new();
    private readonly Dictionary<CaptureId, List<IOperation>> _captured = new();
    private readonly Dictionary<ISymbol, int> _flags = new(SymbolEqualityComparer.Default);
    private readonly Body _body;

    /// <summary>Asked at each test of a path for null.</summary>
    private readonly ConcurrentDictionary<ISymbol, bool> _made = new(SymbolEqualityComparer.Default);

    private Steps(ControlFlowGraph graph, Body body, IOperation function)
    {
        _body = body;
        var blocks = ImmutableArray.CreateBuilder<ImmutableArray<IOperation>>(graph.Blocks.Length);
        foreach (var block in graph.Blocks)
        {
            blocks.Add(Evaluated(block));
        }

        _blocks = blocks.MoveToImmutable();
        foreach (var block in _blocks)
        {
            foreach (var operation in block)
            {
                if (operation is IFlowCaptureOperation capture)
                {
                    Add(_captured, capture.Id, capture.Value);
                }
                else if (operation is not IFlowCaptureReferenceOperation)
                {
                    Add(_bySyntax, operation.Syntax, operation);
                }
            }
        }

        foreach (var block in graph.Blocks)
        {
            if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition
                && VariableOf(condition) is { } variable && _flags.Count < MostFlags
                && !_flags.ContainsKey(variable) && ChangesOnlyHere(variable, body, function))
            {
                _flags.Add(variable, _flags.Count);
            }
        }
    }

    public static Steps Of(ControlFlowGraph graph, Body body, IOperation function) =>
        Known.GetValue(graph, g => new Steps(g, body, function));

    /// <summary>What a block does, operands before what uses them, its branch value last.</summary>
    public ImmutableArray<IOperation> In(BasicBlock block) => _blocks[block.Ordinal];

    /// <summary>
    /// The operations of the graph that an operation of the tree became: the same syntax and kind; else the same syntax; else the
    /// last that lies inside it (a declaration, a loop, a <c>?.</c> have no operation of their own in a graph).
    /// </summary>
    public ImmutableArray<IOperation> Of(IOperation tree)
    {
        if (_bySyntax.TryGetValue(tree.Syntax, out var same))
        {
            var kind = ImmutableArray.CreateBuilder<IOperation>();
            foreach (var operation in same)
            {
                if (operation.Kind == tree.Kind && operation.IsImplicit == tree.IsImplicit)
                {
                    kind.Add(operation);
                }
            }

            return kind.Count > 0 ? kind.ToImmutable() : ImmutableArray.Create(same[same.Count - 1]);
        }

        IOperation? last = null;
        foreach (var block in _blocks)
        {
            foreach (var operation in block)
            {
                if (operation.Syntax.SyntaxTree == tree.Syntax.SyntaxTree && tree.Syntax.Span.Contains(operation.Syntax.Span))
                {
                    last = operation;
                }
            }
        }

        return last is null ? ImmutableArray<IOperation>.Empty : ImmutableArray.Create(last);
    }

    /// <summary>The values that the operation may stand for: the graph keeps what <c>?.</c>, <c>??</c> and <c>using</c> evaluate once in captures.</summary>
    public ImmutableArray<IOperation> ValuesOf(IOperation operation)
    {
        operation = Uses.Plain(operation);
        if (operation is not IFlowCaptureReferenceOperation)
        {
            return ImmutableArray.Create(operation);
        }

        var values = ImmutableArray.CreateBuilder<IOperation>();
        var seen = new HashSet<CaptureId>();
        var todo = new Stack<IOperation>();
        todo.Push(operation);
        while (todo.Count > 0)
        {
            var current = Uses.Plain(todo.Pop());
            if (current is not IFlowCaptureReferenceOperation reference)
            {
                values.Add(current);
            }
            else if (seen.Add(reference.Id) && _captured.TryGetValue(reference.Id, out var captured))
            {
                foreach (var value in captured)
                {
                    todo.Push(value);
                }
            }
        }

        return values.ToImmutable();
    }

    /// <summary>The place of a <c>bool</c> variable whose value a walk remembers from branch to branch, or -1.</summary>
    public int FlagOf(IOperation condition) =>
        VariableOf(condition) is { } variable && _flags.TryGetValue(variable, out var place) ? place : -1;

    /// <summary>Whether the operation stands for a local that only ever holds what <c>new</c> made, and so is not null.</summary>
    public bool IsMade(IOperation operation)
    {
        foreach (var value in ValuesOf(operation))
        {
            if (value is not ILocalReferenceOperation { Local: var local } || !_made.GetOrAdd(local, HoldsOnlyMade))
            {
                return false;
            }
        }

        return true;
    }

    private bool HoldsOnlyMade(ISymbol local)
    {
        var isMade = false;
        foreach (var write in Writes.Among(_body.MentionsOf(local)))
        {
            isMade = write.Value is { } made && Uses.Plain(made) is IObjectCreationOperation;
            if (!isMade)
            {
                break;
            }
        }

        return isMade;
    }

    private static ISymbol? VariableOf(IOperation condition) => Uses.Plain(condition) switch
    {
        ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } local => local.Local,
        IParameterReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>A variable that a lambda also writes, or that is passed by reference, may change at any call.</summary>
    private static bool ChangesOnlyHere(ISymbol variable, Body body, IOperation function)
    {
        foreach (var write in Writes.Among(body.MentionsOf(variable)))
        {
            if (write.At.Parent is IArgumentOperation or IVariableInitializerOperation || !ReferenceEquals(Body.FunctionOf(write.At), function))
            {
                return false;
            }
        }

        return variable is not IParameterSymbol { RefKind: not RefKind.None };
    }

    private static ImmutableArray<IOperation> Evaluated(BasicBlock block)
    {
        var operations = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in block.Operations)
        {
            operations.AddRange(Operations.Evaluated(operation));
        }

        if (block.BranchValue is { } value)
        {
            operations.AddRange(Operations.Evaluated(value));
        }

        return operations.ToImmutable();
    }

    private static void Add<TKey>(Dictionary<TKey, List<IOperation>> lists, TKey key, IOperation operation)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = new());
        }

        list.Add(operation);
    }
}
