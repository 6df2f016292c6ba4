using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <content>The walk itself: one state for each block, each way into the finally blocks around it, each outcome of a tested flag.</content>
internal sealed partial class Paths
{
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
    /// What a path remembers: whether the start has been passed, which of the holding variables do, the tested
    /// <c>bool</c> variables (two bits each), and what the enclosing finally blocks return to (0 outside).
    /// </summary>
    private readonly record struct State(int Block, int After, uint Flags, bool Started, byte Held);

    private sealed class Walk
    {
        /// <summary>The bits of <see cref="State.Held"/>.</summary>
        private const int MostHolding = 8;

        private readonly Paths _paths;
        private readonly HashSet<IOperation>? _start;
        private readonly Func<IOperation, Look> _look;
        private readonly Exceptions _exceptions;
        private readonly List<ISymbol> _holding = new();

        /// <summary>From this place on: variables on which the start itself was called. Nobody has said that what is got from them is not null either.</summary>
        private readonly int _receivers;
        private readonly Func<IOperation, bool>? _mayFail;
        private readonly Stack<State> _todo = new();
        private readonly HashSet<State> _seen = new();
        private readonly List<After> _afters = new() { default };
        private readonly Dictionary<After, int> _afterIds = new();
        private Ends _ends;
        private bool _hasStarted;

        public Walk(Paths paths, IOperation? start, Func<IOperation, Look> look, Exceptions exceptions, IReadOnlyCollection<ISymbol>? holding, Func<IOperation, bool>? mayFail)
        {
            _paths = paths;
            _start = start is null ? null : new HashSet<IOperation>(paths._steps.Of(start));
            _look = look;
            _exceptions = exceptions;
            foreach (var variable in holding ?? Array.Empty<ISymbol>())
            {
                if (_holding.Count < MostHolding)
                {
                    _holding.Add(variable);
                }
            }

            _receivers = _holding.Count;
            if (start is not null && Uses.ReceiverOf(start) is { } receiver && Variable(receiver) is { } called && _holding.Count < MostHolding && !_holding.Contains(called, SymbolEqualityComparer.Default))
            {
                _holding.Add(called);
            }

            _mayFail = mayFail;
        }

        public bool HasFound { get; private set; }

        public Ends Run()
        {
            if (_start is { Count: 0 })
            {
                return Ends.Unknown;
            }

            _hasStarted = _start is null;
            _todo.Push(new State(_paths._graph.Blocks[0].Ordinal, 0, 0, _hasStarted, _hasStarted ? AllHeld : (byte)0));
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

                if (MayThrow(operation) && (!state.Started || _mayFail?.Invoke(operation) != false) && IsFollowed(block.EnclosingRegion, state.Started))
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
                    state = state with { Started = true, Held = AllHeld };
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
                case ControlFlowBranchSemantics.Throw when block.BranchValue is { IsImplicit: true, Syntax: SwitchExpressionSyntax { Arms: var arms } } && arms.Any(arm => arm is { Pattern: DiscardPatternSyntax, WhenClause: null }):
                    // The graph has this throw also where an arm fits always.
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
            for (var up = region; up is not null; up = Around(up))
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
            for (var region = from; region is not null; region = Around(region))
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
            for (var region = from; region is not null; region = Around(region))
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
            for (var region = from; region is not null; region = Around(region))
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

                    if (state.Started && _paths.PlaceOf(assignment.Target, _holding) is >= 0 and var written)
                    {
                        state = Held(state, written, written < _receivers && ComesFromStart(assignment.Value));
                    }

                    break;
                case ICompoundAssignmentOperation compound when _paths._steps.FlagOf(compound.Target) is >= 0 and var combined:
                    state = state with { Flags = With(state.Flags, combined, null) };
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when _paths.PlaceOf(argument.Value, _holding) is >= 0 and var given:
                    state = Held(state, given, false);
                    break;
                case IDeconstructionAssignmentOperation:
                    state = state with { Held = 0 };
                    break;
                case IInvocationOperation or IAwaitOperation when _holding.Count > _receivers && _holding[_receivers] is IFieldSymbol { IsReadOnly: false } or IPropertySymbol && MayReset(operation):
                    state = Held(state, _receivers, false);
                    break;
            }

            return state;
        }

        /// <summary>Code of this project, which may set a field to null, or an <c>await</c>, during which anybody may.</summary>
        private static bool MayReset(IOperation operation) => operation is not IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke, DeclaringSyntaxReferences.IsEmpty: true } };

        /// <summary>Storing what the start made, or what is got from a variable that holds it, is not a new value.</summary>
        private bool ComesFromStart(IOperation value)
        {
            foreach (var source in _paths._steps.ValuesOf(value))
            {
                foreach (var operation in Operations.Below(source))
                {
                    if (_start?.Contains(operation) == true
                        || (operation is ILocalReferenceOperation or IParameterReferenceOperation && _paths.PlaceOf(operation, _holding) >= 0))
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

            return WithHeld(Uses.Plain(condition), state);
        }

        /// <summary>What a test says of a variable that holds, and so is not null.</summary>
        private bool? WithHeld(IOperation condition, State state)
        {
            switch (condition)
            {
                case IIsNullOperation isNull when IsHeld(isNull.Operand, state):
                    return false;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                    when (Uses.IsNull(comparison.RightOperand) && IsHeld(comparison.LeftOperand, state))
                        || (Uses.IsNull(comparison.LeftOperand) && IsHeld(comparison.RightOperand, state)):
                    return comparison.OperatorKind == BinaryOperatorKind.NotEquals;
                case IIsPatternOperation pattern when IsHeld(pattern.Value, state):
                    return Matches(pattern.Pattern);
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    return WithHeld(Uses.Plain(not.Operand), state) is { } value ? !value : null;
                default:
                    return null;
            }
        }

        private bool IsHeld(IOperation operation, State state) =>
            (state.Held != 0 && _paths.PlaceOf(operation, _holding) is >= 0 and var place && (state.Held & (1 << place)) != 0)
            || _paths._steps.IsMade(operation);

        private byte AllHeld => (byte)((1 << _holding.Count) - 1);

        private static State Held(State state, int place, bool holds) =>
            state with { Held = (byte)(holds ? state.Held | (1 << place) : state.Held & ~(1 << place)) };

        private static bool? Matches(IPatternOperation pattern) => pattern switch
        {
            IConstantPatternOperation constant when Uses.IsNull(constant.Value) => false,
            INegatedPatternOperation { Pattern: IConstantPatternOperation constant } when Uses.IsNull(constant.Value) => true,
            IDeclarationPatternOperation declaration when declaration.MatchesNull || Is(declaration.InputType, declaration.MatchedType) => true,
            ITypePatternOperation type when Is(type.InputType, type.MatchedType) => true,
            IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } recursive
                when Is(recursive.InputType, recursive.MatchedType) => true,
            _ => null,
        };

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
            for (var up = region; up is not null; up = Around(up))
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

        /// <summary>The region around, within this function: the root of a lambda's graph lies in a region of the graph around it.</summary>
        private static ControlFlowRegion? Around(ControlFlowRegion region) =>
            region.Kind == ControlFlowRegionKind.Root ? null : region.EnclosingRegion;

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
