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
internal sealed partial class Paths
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
    /// Variables that hold what the start made (or a part of it), and so are not null from there on until something else is written
    /// to one: paths that need one to be null (<c>x?.Dispose()</c>, <c>if (x != null)</c>, the test that <c>using</c> makes) are none.
    /// The variable that the start is called on is always one of them: <c>x.Send(); x?.Close();</c> closes.
    /// </param>
    /// <param name="mayFail">Which calls are taken to throw without a <c>throw</c> being seen; null: any.</param>
    public Ends From(IOperation? start, Func<IOperation, bool> met, Exceptions exceptions = Exceptions.Caught, IReadOnlyCollection<ISymbol>? holding = null, Func<IOperation, bool>? mayFail = null)
    {
        var walk = new Walk(this, start, operation => met(operation) ? Look.Leave : Look.On, exceptions, holding, mayFail);
        return walk.Run();
    }

    /// <summary>
    /// Whether an operation that <paramref name="to"/> knows can be reached from just after <paramref name="from"/> (from the
    /// entry where it is null) without meeting one that <paramref name="without"/> knows.
    /// </summary>
    public Answer Reaches(IOperation? from, Func<IOperation, bool> to, Func<IOperation, bool>? without = null, Exceptions exceptions = Exceptions.Caught, IReadOnlyCollection<ISymbol>? holding = null, Func<IOperation, bool>? mayFail = null)
    {
        var walk = new Walk(this, from, operation => to(operation) ? Look.Found : without?.Invoke(operation) == true ? Look.Leave : Look.On, exceptions, holding, mayFail);
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

    /// <summary>Which of the variables an operation of the graph always stands for: its place, or -1.</summary>
    private int PlaceOf(IOperation operation, IReadOnlyList<ISymbol> variables)
    {
        var place = -1;
        foreach (var value in _steps.ValuesOf(operation))
        {
            var symbol = Variable(value is ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IFieldReferenceOperation } assignment ? assignment.Target : value);
            var found = -1;
            for (var i = 0; i < variables.Count && symbol is not null; i++)
            {
                if (SymbolEqualityComparer.Default.Equals(symbol, variables[i]))
                {
                    found = i;
                }
            }

            if (found < 0 || (place >= 0 && found != place))
            {
                return -1;
            }

            place = found;
        }

        return place;
    }

    /// <summary>The local, parameter, or field or property of this object that the operation reads or writes.</summary>
    private static ISymbol? Variable(IOperation value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };
}
