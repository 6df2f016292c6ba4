using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Code that runs one step after the other: the accept loop, a thread that it starts. What runs in two of them may run at the same moment.</summary>
internal sealed class Lane
{
    public Lane(bool isOneOfMany) => IsOneOfMany = isOneOfMany;

    /// <summary>Started anew for each connection: it runs beside itself, too.</summary>
    public bool IsOneOfMany { get; }

    /// <summary>Whether something that runs in this lane may run while something in the other does.</summary>
    public bool RunsBeside(Lane other) => !ReferenceEquals(this, other) || IsOneOfMany;
}

/// <summary>
/// What an accept loop, or the handler of a request, sets going, and in which lane each operation runs: threads, tasks that nobody waits for, callbacks of network
/// operations, as far as calls can be followed a few steps deep. What is not reached is not known to run at all.
/// </summary>
internal sealed class Lanes
{
    private const int Depth = 7;
    private const int MostFunctions = 250;
    private const int MostHandlers = 8;

    private readonly IOperation _start;
    private readonly AcceptLoop? _loop;
    private readonly Seen _seen;
    private readonly bool _tasksStay;
    private readonly Queue<Step> _todo = new();
    private readonly HashSet<(SyntaxNode, Lane, Part, bool)> _met = new();
    private readonly Dictionary<(SyntaxNode, bool), Lane> _started = new();
    private readonly Lane _first;
    private readonly List<(IOperation Operation, Lane Lane)> _run = new();

    private Lanes(IOperation start, AcceptLoop? loop, Seen seen, bool tasksStay)
    {
        _start = start;
        _loop = loop;
        _first = new Lane(loop is null);
        _seen = seen;
        _tasksStay = tasksStay;
    }

    private enum Part
    {
        All,

        /// <summary>An <c>async</c> function runs on its caller's lane until it awaits ...</summary>
        UntilAwait,

        /// <summary>... and where nobody waits for it, on one of its own from there.</summary>
        FromAwait,
    }

    /// <summary>Every operation that is reached from the function, with its lane, in the order in which they are found.</summary>
    /// <param name="start">The function that holds the accept loop, or that is run for each request.</param>
    /// <param name="loop">The accept loop; null where each connection is a request.</param>
    /// <param name="seen">The body that holds it.</param>
    /// <param name="tasksStay">Whether <c>await</c> goes on where it began: a window's code, on the window's thread.</param>
    public static IReadOnlyList<(IOperation Operation, Lane Lane)> From(IOperation start, AcceptLoop? loop, Seen seen, bool tasksStay)
    {
        var lanes = new Lanes(start, loop, seen, tasksStay);
        lanes._todo.Enqueue(new Step(start, lanes._first, Part.All, 0, true, false));
        while (lanes._todo.Count > 0 && lanes._met.Count < MostFunctions)
        {
            seen.Cancellation.ThrowIfCancellationRequested();
            lanes.Run(lanes._todo.Dequeue());
        }

        return lanes._run;
    }

    private void Run(Step step)
    {
        var firstAwait = step.Part == Part.All ? null : Operations.BelowInFunction(step.Function).FirstOrDefault(operation => operation is IAwaitOperation || operation is IForEachLoopOperation { IsAsynchronous: true });
        foreach (var operation in Operations.BelowInFunction(step.Function))
        {
            if (!RunsIn(step.Part, operation, firstAwait))
            {
                continue;
            }

            // What the accepting thread does before its loop, nobody runs beside.
            if (!ReferenceEquals(step.Lane, _first) || IsPerConnection(operation, step))
            {
                _run.Add((operation, step.Lane));
            }

            if (step.Depth < Depth)
            {
                Follow(operation, step);
            }
        }
    }

    private static bool RunsIn(Part part, IOperation operation, IOperation? firstAwait) => part switch
    {
        Part.UntilAwait => firstAwait is null || operation.Syntax.SpanStart < firstAwait.Syntax.SpanStart,
        Part.FromAwait => firstAwait is not null && (operation.Syntax.SpanStart > firstAwait.Syntax.SpanStart || Loops.AllAround(operation).Any(loop => Operations.Contains(loop, firstAwait))),
        _ => true,
    };

    private void Follow(IOperation operation, Step from)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } raise:
                foreach (var handler in HandlersOf(Uses.ReceiverOf(raise)))
                {
                    Enter(handler, operation, from.Lane, Part.All, from);
                }

                break;
            case IInvocationOperation or IObjectCreationOperation when Uses.MemberOf(operation) is IMethodSymbol method:
                var topics = _seen.Types.TopicsOf(method);
                if (topics.HasAny(Topics.StartsWork | Topics.Begins) && !topics.HasAny(Topics.Accepts))
                {
                    var lane = topics.HasAny(Topics.StartsWork) && IsWaitedFor(operation, from) ? from.Lane : StartedBy(operation, from);
                    foreach (var argument in Uses.ArgumentsOf(operation))
                    {
                        EnterDelegate(argument.Value, operation, lane, from);
                    }
                }
                else if (topics.HasAny(Topics.CompletesThroughArgs) && !topics.HasAny(Topics.Accepts))
                {
                    foreach (var handler in CompletedHandlers(operation))
                    {
                        Enter(handler, operation, StartedBy(operation, from), Part.All, from);
                    }
                }
                else if (!method.DeclaringSyntaxReferences.IsEmpty)
                {
                    Call(operation, method, from);
                }

                break;
        }
    }

    /// <summary>A function of this compilation. One that is <c>async</c> and that nobody waits for goes on beside its caller once it awaits.</summary>
    private void Call(IOperation call, IMethodSymbol method, Step from)
    {
        foreach (var run in Failures.Of(_seen.Compilation).ImplementationsOf(method, _seen.Cancellation))
        {
            if (_seen.Sources.FunctionOf(run) is not { } function)
            {
                continue;
            }

            if (!run.IsAsync || IsWaitedFor(call, from) || (_tasksStay && !Awaits(function, "ConfigureAwait")))
            {
                Enter(function, call, from.Lane, Part.All, from, isWaitedFor: !Awaiting.IsTask(method.ReturnType) || IsWaitedFor(call, from));
            }
            else
            {
                Enter(function, call, from.Lane, Part.UntilAwait, from);
                Enter(function, call, StartedBy(call, from), Part.FromAwait, from);
            }
        }
    }

    private static bool Awaits(IOperation function, string name) => Operations.BelowInFunction(function).Any(operation => operation is IInvocationOperation { TargetMethod.Name: var called } && called == name);

    /// <summary>Awaited, blocked on, joined; or returned by a function that is itself waited for.</summary>
    private static bool IsWaitedFor(IOperation call, Step from) =>
        Waiting.For(call) is not null
        || (from.IsWaitedFor && Fate.Of(call).Kind == FateKind.Returned && Awaiting.IsTask((call as IInvocationOperation)?.Type));

    /// <summary>The lane that a start opens: one of many where the start is made for each connection.</summary>
    private Lane StartedBy(IOperation start, Step from)
    {
        var isPerConnection = from.Lane.IsOneOfMany || IsPerConnection(start, from);
        if (!_started.TryGetValue((start.Syntax, isPerConnection), out var lane))
        {
            _started.Add((start.Syntax, isPerConnection), lane = new Lane(isPerConnection));
        }

        return lane;
    }

    /// <summary>In an accept loop, what stands outside the loop is done once. A callback, and a function that calls itself, run for each connection.</summary>
    private bool IsPerConnection(IOperation operation, Step step) =>
        step.IsPerConnection
        || (ReferenceEquals(step.Function, _start) && (_loop is not { Next: NextAccept.Loop, Loop: { } around } || Operations.Contains(around, operation)));

    private void EnterDelegate(IOperation value, IOperation by, Lane lane, Step from)
    {
        value = Uses.Plain(value);
        while (value is IDelegateCreationOperation creation)
        {
            value = Uses.Plain(creation.Target);
        }

        switch (value)
        {
            case IAnonymousFunctionOperation lambda:
                Enter(lambda, by, lane, Part.All, from);
                break;
            case IMethodReferenceOperation { Method: var method }:
                foreach (var run in Failures.Of(_seen.Compilation).ImplementationsOf(method, _seen.Cancellation))
                {
                    if (_seen.Sources.FunctionOf(run) is { } function)
                    {
                        Enter(function, by, lane, Part.All, from);
                    }
                }

                break;
        }
    }

    private void Enter(IOperation function, IOperation by, Lane lane, Part part, Step from, bool isWaitedFor = true)
    {
        // The accept loop itself, or the callback that starts the next accept, is no handler of a connection.
        var isPerConnection = IsPerConnection(by, from);
        if (function.Syntax != _start.Syntax && _met.Add((function.Syntax, lane, part, isPerConnection)))
        {
            _todo.Enqueue(new Step(function, lane, part, from.Depth + 1, isWaitedFor, isPerConnection));
        }
    }

    /// <summary>What has subscribed to the event that is raised.</summary>
    private IEnumerable<IOperation> HandlersOf(IOperation? raised)
    {
        if (raised is not IEventReferenceOperation { Event: { DeclaringSyntaxReferences.IsEmpty: false } happening })
        {
            yield break;
        }

        foreach (var name in _seen.Sources.NamesAnywhere(happening.Name, _seen.Cancellation).Take(MostHandlers * 4))
        {
            if (_seen.Sources.OperationAt(name) is IEventReferenceOperation { Event: var other, Parent: IEventAssignmentOperation { Adds: true, HandlerValue: var handler } }
                && SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, happening.OriginalDefinition)
                && _seen.Sources.FunctionGiven(handler) is { } function)
            {
                yield return function;
            }
        }
    }

    /// <summary>What the type of the call has subscribed to <c>SocketAsyncEventArgs.Completed</c>.</summary>
    private IEnumerable<IOperation> CompletedHandlers(IOperation call) =>
        Functions.Around(call)?.ContainingType is { } type
            ? _seen.Sources.NamesIn(type, "Completed").Select(_seen.Sources.OperationAt)
                .Select(operation => operation is IEventReferenceOperation { Parent: IEventAssignmentOperation { Adds: true, HandlerValue: var handler } } ? _seen.Sources.FunctionGiven(handler) : null)
                .OfType<IOperation>()
                .Take(MostHandlers)
            : Enumerable.Empty<IOperation>();

    private readonly record struct Step(IOperation Function, Lane Lane, Part Part, int Depth, bool IsWaitedFor, bool IsPerConnection);
}
