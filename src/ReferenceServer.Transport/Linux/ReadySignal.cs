using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport.Linux;

/// <summary>
/// "Something may have happened", once or often, for one waiter at a time. Set by any thread; the waiter continues on the thread
/// that sets it. A set without a waiter is kept for the next wait, so no edge of epoll is lost. Waiting allocates nothing.
/// </summary>
internal sealed class ReadySignal(IoLoop loop) : IValueTaskSource
{
    private static readonly Action<object?> s_set = static _ => { };

    // Null: nothing. s_set: happened. Anything else: who waits for it.
    private Action<object?>? _waiter;
    private object? _state;

    public ValueTask WaitAsync() => new(this, 0);

    public void Set()
    {
        var waiter = Interlocked.Exchange(ref _waiter, s_set);
        if (waiter is not null && !ReferenceEquals(waiter, s_set))
        {
            waiter(_state);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) =>
        ReferenceEquals(Volatile.Read(ref _waiter), s_set) ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    // Taken back before the caller makes its system call: what happens from now on is seen by that call or by the next wait.
    void IValueTaskSource.GetResult(short token) => Interlocked.Exchange(ref _waiter, null);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _state = state;
        if (Interlocked.CompareExchange(ref _waiter, continuation, null) is not null)
        {
            // It happened since the caller looked. Not called from here: a busy connection would grow the stack.
            loop.Enqueue(continuation, state);
        }
    }
}
