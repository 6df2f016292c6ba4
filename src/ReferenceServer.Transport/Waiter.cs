using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport;

/// <summary>One wait of the application, again and again: what a <see cref="System.Threading.Tasks.ValueTask{TResult}"/> needs of its source. Every member is called under the lock of the pipe that has it.</summary>
internal struct Waiter
{
    private Action<object?>? _continuation;
    private object? _state;
    private CancellationTokenRegistration _registration;

    /// <summary>Whether a wait has begun whose result has not been fetched.</summary>
    public bool HasBegun { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>Whether the wait is over because its token was cancelled.</summary>
    public bool IsCancelled { get; private set; }

    public readonly ValueTaskSourceStatus Status => IsOver ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    public void Begin() => HasBegun = true;

    /// <summary>The registration of the token that cancels this wait.</summary>
    public void Keep(CancellationTokenRegistration registration) => _registration = registration;

    /// <summary>Notes what goes on when the wait is over.</summary>
    /// <returns>What goes on now, as it is over already.</returns>
    public Resumption Continue(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 && ExecutionContext.Capture() is { } context)
        {
            (continuation, state) = (Within(context, continuation, state), null);
        }

        if (IsOver)
        {
            return new Resumption(continuation, state);
        }

        if (_continuation is not null)
        {
            throw new InvalidOperationException("Two wait for the same thing.");
        }

        (_continuation, _state) = (continuation, state);
        return default;
    }

    /// <summary>Ends the wait if there is one.</summary>
    /// <returns>What goes on now.</returns>
    public Resumption End(bool cancelled = false)
    {
        if (!HasBegun || IsOver)
        {
            return default;
        }

        (IsOver, IsCancelled) = (true, cancelled);
        var resumption = new Resumption(_continuation, _state);
        (_continuation, _state) = (null, null);
        return resumption;
    }

    /// <summary>The result is fetched; the next wait may begin.</summary>
    /// <returns>The registration, to be disposed without the lock: that may wait for a call back that wants it.</returns>
    public CancellationTokenRegistration Fetch()
    {
        if (!IsOver)
        {
            throw new InvalidOperationException("The wait is not over, or its result was fetched before.");
        }

        var registration = _registration;
        this = default;
        return registration;
    }

    // An async method brings its own context along; only what is not one asks for this.
    private static Action<object?> Within(ExecutionContext context, Action<object?> continuation, object? state) =>
        _ => ExecutionContext.Run(context, _ => continuation(state), null);
}

/// <summary>What goes on after a wait, if anything does.</summary>
internal readonly record struct Resumption(Action<object?>? Continuation, object? State)
{
    public void On(PipeScheduler scheduler)
    {
        if (Continuation is not null)
        {
            scheduler.Schedule(Continuation, State);
        }
    }
}
