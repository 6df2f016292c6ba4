using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>What brings the next accept.</summary>
internal enum NextAccept
{
    /// <summary>A loop (or <c>goto</c>) around it.</summary>
    Loop,

    /// <summary>A loop in the caller.</summary>
    CallersLoop,

    /// <summary>The callback of the accept starts the next: <c>BeginAccept</c>, <c>AcceptAsync(args)</c>; or lets the loop go on that does.</summary>
    Callback,

    /// <summary>The function calls itself.</summary>
    Recursion,
}

/// <summary>How a function that gets the connection runs.</summary>
internal enum GivenAs
{
    /// <summary>At once, on the accepting thread.</summary>
    Called,

    /// <summary>The accepting function waits for it: <c>await</c>, <c>Wait</c>, <c>Result</c>, <c>Join</c>.</summary>
    Awaited,

    /// <summary>On its own: a thread, the pool, a task that nobody here waits for, the callback of a network operation.</summary>
    HandedOver,

    /// <summary>Whatever a delegate or event does.</summary>
    Unknown,
}

/// <summary>One place where the accepted connection, or something made of it, goes to a function.</summary>
internal sealed class Given
{
    public Given(IOperation at, GivenAs how, IMethodSymbol? function, IOperation? wait = null)
    {
        At = at;
        As = how;
        Function = function;
        Wait = wait;
    }

    /// <summary>The call or creation: <c>HandleAsync(client)</c>, <c>new Thread(..)</c>, <c>Task.Run(..)</c>, <c>session.Start()</c>.</summary>
    public IOperation At { get; }

    public GivenAs As { get; }

    /// <summary>The method, local function, lambda or constructor that runs; null where it is not known.</summary>
    public IMethodSymbol? Function { get; }

    /// <summary>Where it is waited for.</summary>
    public IOperation? Wait { get; }

    /// <summary>The code that runs; null where it is not known, or not of this compilation.</summary>
    public IOperation? CodeIn(Sources sources) =>
        Function is not { } function ? null
        : function.MethodKind == MethodKind.AnonymousFunction
            ? Operations.Below(At).OfType<IAnonymousFunctionOperation>().FirstOrDefault(lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, function))
            : sources.FunctionOf(function);
}

/// <summary>A function that takes connections (or HTTP contexts) off a listener again and again, and what it does with each.</summary>
internal sealed class AcceptLoop
{
    private readonly Paths _paths;
    private readonly Func<IOperation, bool> _isNext;
    private readonly bool _endBringsNext;

    public AcceptLoop(IOperation accept, IOperation function, NextAccept next, ILoopOperation? loop, IReadOnlyCollection<IOperation> starts, bool endBringsNext, Carriers connection, ImmutableArray<Given> given, Paths paths)
    {
        Accept = accept;
        Function = function;
        Next = next;
        Loop = loop;
        Starts = starts;
        Connection = connection;
        Given = given;
        _endBringsNext = endBringsNext;
        _paths = paths;
        _isNext = paths.Any(starts);
    }

    /// <summary>
    /// What yields the connection: <c>Accept</c>, <c>AcceptTcpClientAsync</c>, <c>EndAccept</c>, <c>GetContext</c>, the property
    /// <c>AcceptSocket</c>, or a call of a method of this compilation that accepts and returns.
    /// </summary>
    public IOperation Accept { get; }

    /// <summary>The method, local function or lambda that holds it.</summary>
    public IOperation Function { get; }

    public NextAccept Next { get; }

    /// <summary>The loop, in this function or in its caller; null for callbacks, recursion and <c>goto</c>.</summary>
    public ILoopOperation? Loop { get; }

    /// <summary>The operations of the function that start the next accept: itself, the <c>BeginAccept</c> at the end of the callback.</summary>
    public IReadOnlyCollection<IOperation> Starts { get; }

    /// <summary>The variables that hold the connection or something made of it.</summary>
    public Carriers Connection { get; }

    /// <summary>Every function that gets the connection, in source order; functions called by a lambda that is handed over, too.</summary>
    public ImmutableArray<Given> Given { get; }

    /// <summary>Whether the operation of the function can run after a connection was taken and before the next accept is started, which then is started.</summary>
    public bool IsBetweenAccepts(IOperation work)
    {
        var isWork = _paths.Any(work);
        return _paths.Reaches(Accept, isWork, _isNext, Exceptions.Thrown) == Answer.Yes
            && (_paths.Reaches(work, _isNext, exceptions: Exceptions.Thrown) == Answer.Yes
                || (_endBringsNext && (_paths.From(work, _isNext, Exceptions.Thrown) & Ends.Returns) != 0));
    }

    /// <summary>
    /// Whether the function can end, after a connection was taken and the operation failed or (where it is null) was not even needed
    /// to fail, without the next accept being started. Failures that are caught count, and those that leave the function where
    /// <paramref name="uncaught"/> is set.
    /// </summary>
    public bool EndsWithoutNext(IOperation? failing, bool uncaught)
    {
        if (failing is null)
        {
            return (_paths.From(Accept, _isNext, Exceptions.Thrown) & Ends.Returns) != 0;
        }

        var ends = _paths.From(Accept, _isNext, uncaught ? Exceptions.Any : Exceptions.Caught, mayFail: _paths.Any(failing));
        return (ends & Ends.Unknown) == 0 && (ends & (uncaught ? Ends.Returns | Ends.Throws : Ends.Returns)) != 0;
    }

    /// <summary>Whether the function can end without starting the next accept although the operation, made after a connection was taken, has not failed.</summary>
    public bool MayStopBehind(IOperation work) => (_paths.From(work, _isNext, Exceptions.Thrown) & Ends.Returns) != 0;

    /// <summary>Whether the operation can run after a connection was taken and before the next accept is started.</summary>
    public bool IsBehindAccept(IOperation operation) => _paths.Reaches(Accept, _paths.Any(operation), _isNext, Exceptions.Thrown) == Answer.Yes;

    /// <summary>A semaphore or a count in the function lets only so many in.</summary>
    public bool IsBounded =>
        Operations.BelowInFunction(Function).Any(operation =>
            operation is IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAsync" or "WaitOne", ContainingType.Name: "SemaphoreSlim" or "Semaphore" or "WaitHandle" } }
            || (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } count
                && Operations.BelowInFunction(count).Any(value => value is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } or IFieldReferenceOperation)));
}
