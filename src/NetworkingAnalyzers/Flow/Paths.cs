using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>How a path through a function can end.</summary>
[Flags]
internal enum Ends
{
    /// <summary>No path ends without meeting what was asked for.</summary>
    None = 0,

    /// <summary>Returns, or runs off the end.</summary>
    Returns = 1,

    /// <summary>An exception leaves the function.</summary>
    Throws = 2,

    /// <summary>Comes back to where it started: a loop, a <c>goto</c>.</summary>
    Again = 4,

    /// <summary>The consumer of an iterator stops at a <c>yield return</c>: only finally blocks run.</summary>
    Abandoned = 8,

    /// <summary>No answer: the start was not found or the budget ran out. Treat as "don't know".</summary>
    Unknown = 16,
}

/// <summary>An answer to "can it?".</summary>
internal enum Answer
{
    No,
    Yes,

    /// <summary>The start was not found, or the budget ran out.</summary>
    Unknown,
}

/// <summary>Which exceptions a question follows. The weaker the choice, the fewer paths.</summary>
internal enum Exceptions
{
    /// <summary>Only <c>throw</c>.</summary>
    Thrown,

    /// <summary>Also that any call inside a <c>try</c> fails into a handler of this function: its author expects that.</summary>
    Caught,

    /// <summary>Also that any call fails and nobody here catches it.</summary>
    Any,
}

/// <summary>
/// Questions over the control flow graph of one function: which ends can be reached without meeting something, can B be
/// reached from A. Operations of the tree are matched to those of the graph by syntax; an operation counts as met when it
/// begins, so that a release which itself throws is a release.
/// </summary>
/// <remarks>
/// The walk starts at the function's entry even where the question starts in its middle: so it knows, at the start, through
/// which exit a finally block was entered and which <c>bool</c> variables have been tested. A finally block hangs on the
/// branches that leave its try (never in the successor chain); a handler is entered from every operation that may throw, as no
/// branch of the graph leads there; a throw has no destination and unwinds here.
/// </remarks>
internal sealed class Paths
{
    private const int Budget = 60_000;

    private readonly ControlFlowGraph _graph;
    private readonly Steps _steps;
    private readonly CancellationToken _cancellation;

    private Paths(ControlFlowGraph graph, Steps steps, CancellationToken cancellation)
    {
        _graph = graph;
        _steps = steps;
        _cancellation = cancellation;
    }

    /// <summary>The paths of the function (method, lambda, local function, initialiser) that runs the operation; null where there is no graph.</summary>
    public static Paths? Around(IOperation operation, Body body, CancellationToken cancellation) =>
        body.GraphOf(operation, cancellation) is { } graph
            ? new Paths(graph, Steps.Of(graph, body, Body.FunctionOf(operation)), cancellation)
            : null;

    /// <summary>
    /// Which ends can be reached from just after the start (from the function's entry where it is null) without meeting an
    /// operation that <paramref name="met"/> knows. It is shown operations of the graph: <c>Any</c> makes a predicate of operations of the tree.
    /// </summary>
    /// <param name="start">An operation of the tree.</param>
    /// <param name="met">Ends a path, and with it the interest in that path.</param>
    /// <param name="exceptions">Which exceptions count.</param>
    /// <param name="holding">
    /// A variable known not to be null from the start on, until something else is written to it: paths that need it to be null
    /// (<c>x?.Dispose()</c>, <c>if (x != null)</c>, the test that <c>using</c> makes) are none.
    /// </param>
    public Ends From(IOperation? start, Func<IOperation, bool> met, Exceptions exceptions = Exceptions.Caught, ISymbol? holding = null)
    {
        var walk = new Walk(this, start, operation => met(operation) ? Look.Leave : Look.On, exceptions, holding);
        return walk.Run();
    }

    /// <summary>
    /// Whether an operation that <paramref name="to"/> knows can be reached from just after <paramref name="from"/> (from the
    /// entry where it is null) without meeting one that <paramref name="without"/> knows.
    /// </summary>
    public Answer Reaches(IOperation? from, Func<IOperation, bool> to, Func<IOperation, bool>? without = null, Exceptions exceptions = Exceptions.Caught, ISymbol? holding = null)
    {
        var walk = new Walk(this, from, operation => to(operation) ? Look.Found : without?.Invoke(operation) == true ? Look.Leave : Look.On, exceptions, holding);
        var ends = walk.Run();
        return walk.HasFound ? Answer.Yes : (ends & Ends.Unknown) != 0 ? Answer.Unknown : Answer.No;
    }

    /// <summary>A predicate for operations of the tree. Those in lambdas match nothing: making a lambda does not run it.</summary>
    public Func<IOperation, bool> Any(IEnumerable<IOperation> tree)
    {
        var set = new HashSet<IOperation>();
        foreach (var operation in tree)
        {
            set.UnionWith(_steps.Of(operation));
        }

        return set.Contains;
    }

    public Func<IOperation, bool> Any(params IOperation[] tree) => Any((IEnumerable<IOperation>)tree);

    /// <summary>
    /// The values that an operation of the graph may stand for, through the captures that the graph makes of what <c>?.</c>,
    /// <c>??</c> and <c>using</c> evaluate once.
    /// </summary>
    public ImmutableArray<IOperation> ValuesOf(IOperation operation) => _steps.ValuesOf(operation);

    /// <summary>Whether an operation of the graph always stands for the variable.</summary>
    public bool RefersTo(IOperation operation, ISymbol variable)
    {
        var values = _steps.ValuesOf(operation);
        foreach (var value in values)
        {
            var symbol = value switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
                IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
                ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } => target.Field,
                _ => (ISymbol?)null,
            };
            if (!SymbolEqualityComparer.Default.Equals(symbol, variable))
            {
                return false;
            }
        }

        return values.Length > 0;
    }

    private enum Look
    {
        On,
        Leave,
        Found,
    }

    private enum AfterKind
    {
        Branch,
        Unwind,
        Abandon,
    }

    /// <summary>What happens when a finally block has run: the branch goes on, or an exception (or abandonment) unwinds further.</summary>
    private readonly record struct After(AfterKind Kind, ControlFlowBranch? Branch, int Next, ControlFlowRegion? Region, Thrown Thrown, int Outer);

    /// <summary>An exception on its way: its type as far as known, and whether somebody wrote <c>throw</c>.</summary>
    private readonly record struct Thrown(ITypeSymbol? Type, bool IsExact, bool IsExplicit);

    /// <summary>
    /// What a path remembers: whether the start has been passed, whether the held variable still holds, the tested
    /// <c>bool</c> variables (two bits each), and what the enclosing finally blocks return to (0 outside).
    /// </summary>
    private readonly record struct State(int Block, int After, uint Flags, bool Started, bool Holds);

    private sealed class Walk
    {
        private readonly Paths _paths;
        private readonly HashSet<IOperation>? _start;
        private readonly Func<IOperation, Look> _look;
        private readonly Exceptions _exceptions;
        private readonly ISymbol? _holding;
        private readonly Stack<State> _todo = new();
        private readonly HashSet<State> _seen = new();
        private readonly List<After> _afters = new() { default };
        private readonly Dictionary<After, int> _afterIds = new();
        private Ends _ends;
        private bool _hasStarted;

        public Walk(Paths paths, IOperation? start, Func<IOperation, Look> look, Exceptions exceptions, ISymbol? holding)
        {
            _paths = paths;
            _start = start is null ? null : new HashSet<IOperation>(paths._steps.Of(start));
            _look = look;
            _exceptions = exceptions;
            _holding = holding;
        }

        public bool HasFound { get; private set; }

        public Ends Run()
        {
            if (_start is { Count: 0 })
            {
                return Ends.Unknown;
            }

            _hasStarted = _start is null;
            _todo.Push(new State(_paths._graph.Blocks[0].Ordinal, 0, 0, _hasStarted, _hasStarted && _holding is not null));
            var steps = 0;
            while (_todo.Count > 0 && !HasFound)
            {
                _paths._cancellation.ThrowIfCancellationRequested();
                var state = _todo.Pop();
                if (!_seen.Add(state))
                {
                    continue;
                }

                var block = _paths._graph.Blocks[state.Block];
                steps += 1 + _paths._steps.In(block).Length;
                if (steps > Budget)
                {
                    return _ends | Ends.Unknown;
                }

                if (Through(block, ref state))
                {
                    Out(block, state);
                }
            }

            return _hasStarted ? _ends : Ends.Unknown;
        }

        /// <summary>Runs a block's operations. False where the path ends inside.</summary>
        private bool Through(BasicBlock block, ref State state)
        {
            foreach (var operation in _paths._steps.In(block))
            {
                if (state.Started)
                {
                    if (_start?.Contains(operation) == true)
                    {
                        _ends |= Ends.Again;
                        return false;
                    }

                    switch (_look(operation))
                    {
                        case Look.Leave:
                            return false;
                        case Look.Found:
                            HasFound = true;
                            return false;
                    }
                }

                if (operation is IInvocationOperation { TargetMethod: var method } && NeverReturns(method))
                {
                    if (!EndsProcess(method))
                    {
                        Unwind(new Thrown(null, IsExact: false, IsExplicit: true), block.EnclosingRegion, state);
                    }

                    return false;
                }

                if (MayThrow(operation) && IsFollowed(block.EnclosingRegion, state.Started))
                {
                    Unwind(default, block.EnclosingRegion, state);
                }

                if (operation is IReturnOperation { Kind: OperationKind.YieldReturn })
                {
                    Abandon(block.EnclosingRegion, state);
                }

                state = Written(operation, state);
                if (!state.Started && _start!.Contains(operation))
                {
                    _hasStarted = true;
                    state = state with { Started = true, Holds = _holding is not null };
                }
            }

            return true;
        }

        private void Out(BasicBlock block, State state)
        {
            if (block.Kind == BasicBlockKind.Exit)
            {
                End(Ends.Returns, state);
                return;
            }

            if (block.ConditionKind == ControlFlowConditionKind.None)
            {
                Follow(block, block.FallThroughSuccessor, state);
                return;
            }

            var value = block.BranchValue is { } condition ? ValueOf(condition, state) : null;
            var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue ? block.ConditionalSuccessor : block.FallThroughSuccessor;
            var whenFalse = block.ConditionKind == ControlFlowConditionKind.WhenTrue ? block.FallThroughSuccessor : block.ConditionalSuccessor;
            if (value != false)
            {
                Follow(block, whenTrue, Tested(block, state, true));
            }

            if (value != true)
            {
                Follow(block, whenFalse, Tested(block, state, false));
            }
        }

        private void Follow(BasicBlock block, ControlFlowBranch? branch, State state)
        {
            switch (branch?.Semantics)
            {
                case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                    RunFinallys(branch, 0, state);
                    break;
                case ControlFlowBranchSemantics.Throw:
                    // The conversion to Exception hides what is thrown.
                    var thrown = block.BranchValue is { } value ? Uses.Plain(value) : null;
                    Unwind(new Thrown(thrown?.Type, thrown is IObjectCreationOperation, IsExplicit: true), block.EnclosingRegion, state);
                    break;
                case ControlFlowBranchSemantics.Rethrow:
                    Unwind(new Thrown(CaughtIn(block.EnclosingRegion), IsExact: false, IsExplicit: true), block.EnclosingRegion, state);
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    Resume(block.EnclosingRegion, state);
                    break;
                case ControlFlowBranchSemantics.ProgramTermination:
                    break;
                default:
                    _ends |= Ends.Unknown;
                    break;
            }
        }

        private void RunFinallys(ControlFlowBranch branch, int next, State state)
        {
            if (next < branch.FinallyRegions.Length)
            {
                var after = Id(new After(AfterKind.Branch, branch, next + 1, null, default, state.After));
                Push(branch.FinallyRegions[next], state with { After = after });
            }
            else if (branch.Destination is { } destination)
            {
                _todo.Push(state with { Block = destination.Ordinal });
            }
            else
            {
                End(Ends.Returns, state);
            }
        }

        /// <summary>The end of a finally block: back to what led into it. The end of a filter that says no: that way is already followed.</summary>
        private void Resume(ControlFlowRegion region, State state)
        {
            for (var up = region; up is not null; up = up.EnclosingRegion)
            {
                if (up.Kind == ControlFlowRegionKind.Filter)
                {
                    return;
                }

                if (up.Kind == ControlFlowRegionKind.Finally)
                {
                    break;
                }
            }

            var after = _afters[state.After];
            state = state with { After = after.Outer };
            switch (after.Kind)
            {
                case AfterKind.Branch when after.Branch is { } branch:
                    RunFinallys(branch, after.Next, state);
                    break;
                case AfterKind.Unwind when after.Region is { } outer:
                    Unwind(after.Thrown, outer, state);
                    break;
                case AfterKind.Abandon when after.Region is { } outer:
                    Abandon(outer, state);
                    break;
            }
        }

        /// <summary>An exception leaves the region: into each handler that may take it, through finally blocks, out of the function.</summary>
        private void Unwind(Thrown thrown, ControlFlowRegion from, State state)
        {
            for (var region = from; region is not null; region = region.EnclosingRegion)
            {
                switch (region.Kind)
                {
                    case ControlFlowRegionKind.Try when region.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch } handlers:
                        foreach (var handler in handlers.NestedRegions)
                        {
                            var takes = handler.Kind == ControlFlowRegionKind.Try ? false : Takes(handler.ExceptionType, thrown);
                            if (takes != false)
                            {
                                Push(handler, state);
                            }

                            if (takes == true && handler.Kind == ControlFlowRegionKind.Catch)
                            {
                                return;
                            }
                        }

                        region = handlers;
                        break;

                    case ControlFlowRegionKind.Try when region.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndFinally } guarded:
                        Push(
                            guarded.NestedRegions[1],
                            state with { After = Id(new After(AfterKind.Unwind, null, 0, guarded.EnclosingRegion, thrown, state.After)) });
                        return;

                    case ControlFlowRegionKind.Filter:
                        // What a filter throws counts as "no", and that way is already followed.
                        return;

                    case ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler:
                        // Its siblings do not guard a handler.
                        while (region.Kind != ControlFlowRegionKind.TryAndCatch && region.EnclosingRegion is { } up)
                        {
                            region = up;
                        }

                        break;

                    case ControlFlowRegionKind.Finally:
                        // What led into the finally block is forgotten; this exception takes its place.
                        state = state with { After = _afters[state.After].Outer };
                        region = region.EnclosingRegion ?? region;
                        break;
                }
            }

            if (thrown.IsExplicit || _exceptions == Exceptions.Any)
            {
                End(Ends.Throws, state);
            }
        }

        private void Abandon(ControlFlowRegion from, State state)
        {
            for (var region = from; region is not null; region = region.EnclosingRegion)
            {
                if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndFinally } guarded)
                {
                    Push(
                        guarded.NestedRegions[1],
                        state with { After = Id(new After(AfterKind.Abandon, null, 0, guarded.EnclosingRegion, default, state.After)) });
                    return;
                }
            }

            End(Ends.Abandoned, state);
        }

        /// <summary>Whether a call that fails here, with no <c>throw</c> written, leads anywhere that this question follows.</summary>
        private bool IsFollowed(ControlFlowRegion from, bool started)
        {
            switch (_exceptions)
            {
                case Exceptions.Any:
                    return true;
                case Exceptions.Thrown when started:
                    return false;
            }

            // Before the start every handler must be reachable: the start may lie in one.
            for (var region = from; region is not null; region = region.EnclosingRegion)
            {
                if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion.Kind: ControlFlowRegionKind.TryAndCatch })
                {
                    return true;
                }

                if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Filter)
                {
                    // Jump over the try beside it.
                    while (region.Kind != ControlFlowRegionKind.TryAndCatch && region.EnclosingRegion is { } up)
                    {
                        region = up;
                    }
                }
            }

            return false;
        }

        private State Written(IOperation operation, State state)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation assignment:
                    if (_paths._steps.FlagOf(assignment.Target) is >= 0 and var flag)
                    {
                        var constant = assignment.Value.ConstantValue is { HasValue: true, Value: bool value } ? value : (bool?)null;
                        state = state with { Flags = With(state.Flags, flag, constant) };
                    }

                    if (state.Holds && _paths.RefersTo(assignment.Target, _holding!) && !ComesFromStart(assignment.Value))
                    {
                        state = state with { Holds = false };
                    }

                    break;
                case ICompoundAssignmentOperation compound when _paths._steps.FlagOf(compound.Target) is >= 0 and var combined:
                    state = state with { Flags = With(state.Flags, combined, null) };
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when state.Holds && _paths.RefersTo(argument.Value, _holding!):
                case IDeconstructionAssignmentOperation when state.Holds:
                    state = state with { Holds = false };
                    break;
            }

            return state;
        }

        /// <summary>Storing the value that the question is about is not a new value.</summary>
        private bool ComesFromStart(IOperation value)
        {
            if (_start is null)
            {
                return false;
            }

            foreach (var source in _paths._steps.ValuesOf(value))
            {
                foreach (var operation in Operations.Below(source))
                {
                    if (_start.Contains(operation))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private bool? ValueOf(IOperation condition, State state)
        {
            if (condition.ConstantValue is { HasValue: true, Value: bool constant })
            {
                return constant;
            }

            if (_paths._steps.FlagOf(condition) is >= 0 and var flag)
            {
                return (state.Flags >> (2 * flag) & 3) switch { 1 => false, 2 => true, _ => null };
            }

            return state.Holds ? WithHeld(Uses.Plain(condition)) : null;
        }

        /// <summary>What a test says of the held variable, which is not null.</summary>
        private bool? WithHeld(IOperation condition)
        {
            switch (condition)
            {
                case IIsNullOperation isNull when _paths.RefersTo(isNull.Operand, _holding!):
                    return false;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                    when (IsNull(comparison.RightOperand) && _paths.RefersTo(comparison.LeftOperand, _holding!))
                        || (IsNull(comparison.LeftOperand) && _paths.RefersTo(comparison.RightOperand, _holding!)):
                    return comparison.OperatorKind == BinaryOperatorKind.NotEquals;
                case IIsPatternOperation pattern when _paths.RefersTo(pattern.Value, _holding!):
                    return Matches(pattern.Pattern);
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    return WithHeld(Uses.Plain(not.Operand)) is { } value ? !value : null;
                default:
                    return null;
            }
        }

        private static bool? Matches(IPatternOperation pattern) => pattern switch
        {
            IConstantPatternOperation constant when IsNull(constant.Value) => false,
            INegatedPatternOperation { Pattern: IConstantPatternOperation constant } when IsNull(constant.Value) => true,
            IDeclarationPatternOperation declaration when declaration.MatchesNull || Is(declaration.InputType, declaration.MatchedType) => true,
            ITypePatternOperation type when Is(type.InputType, type.MatchedType) => true,
            IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } recursive
                when Is(recursive.InputType, recursive.MatchedType) => true,
            _ => null,
        };

        private static bool IsNull(IOperation value) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: null };

        private State Tested(BasicBlock block, State state, bool value) =>
            block.BranchValue is { } condition && _paths._steps.FlagOf(condition) is >= 0 and var flag
                ? state with { Flags = With(state.Flags, flag, value) }
                : state;

        private static uint With(uint flags, int place, bool? value) =>
            (flags & ~(3u << (2 * place))) | ((value switch { null => 0u, false => 1u, true => 2u }) << (2 * place));

        /// <summary>Whether a handler takes the exception: yes, no, or perhaps.</summary>
        private static bool? Takes(ITypeSymbol? handled, Thrown thrown)
        {
            if (handled is null || handled.SpecialType == SpecialType.System_Object || IsException(handled))
            {
                return true;
            }

            if (thrown.Type is null)
            {
                return null;
            }

            return Is(thrown.Type, handled) ? true : thrown.IsExact || !Is(handled, thrown.Type) ? false : null;
        }

        /// <summary>What the handler around a rethrow has caught.</summary>
        private static ITypeSymbol? CaughtIn(ControlFlowRegion region)
        {
            for (var up = region; up is not null; up = up.EnclosingRegion)
            {
                if (up.Kind == ControlFlowRegionKind.Catch)
                {
                    return up.ExceptionType;
                }
            }

            return null;
        }

        private void End(Ends end, State state)
        {
            if (state.Started)
            {
                _ends |= end;
            }
        }

        private void Push(ControlFlowRegion region, State state) => _todo.Push(state with { Block = region.FirstBlockOrdinal });

        private int Id(After after)
        {
            if (!_afterIds.TryGetValue(after, out var id))
            {
                _afterIds.Add(after, id = _afters.Count);
                _afters.Add(after);
            }

            return id;
        }
    }

    private static bool MayThrow(IOperation operation) => operation.Kind switch
    {
        OperationKind.Invocation or OperationKind.Await or OperationKind.PropertyReference => true,

        // Making an exception is not what fails.
        OperationKind.ObjectCreation => operation.Type is not { } created || !IsAnException(created),
        OperationKind.EventAssignment or OperationKind.ArrayElementReference or OperationKind.ArrayCreation => true,
        OperationKind.DynamicInvocation or OperationKind.DynamicMemberReference or OperationKind.DynamicObjectCreation or OperationKind.DynamicIndexerAccess => true,
        OperationKind.FunctionPointerInvocation or OperationKind.ImplicitIndexerReference => true,
        OperationKind.Conversion => operation is IConversionOperation { Conversion: { IsImplicit: false } or { MethodSymbol: not null } },
        OperationKind.Binary => operation is IBinaryOperation { OperatorMethod: not null } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder },
        _ => false,
    };

    private static bool NeverReturns(IMethodSymbol method)
    {
        if (EndsProcess(method))
        {
            return true;
        }

        if (!method.ReturnsVoid)
        {
            return false;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsProcess(IMethodSymbol method) =>
        method.Name is "Exit" or "FailFast" && method.ContainingType is { Name: "Environment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsException(ITypeSymbol type) =>
        type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsAnException(ITypeSymbol type)
    {
        for (var t = (ITypeSymbol?)type; t is not null; t = t.BaseType)
        {
            if (IsException(t))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ITypeSymbol type, ITypeSymbol? wanted)
    {
        for (var t = (ITypeSymbol?)type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
