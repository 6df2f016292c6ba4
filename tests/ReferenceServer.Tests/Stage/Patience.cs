using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ReferenceServer.Tests.Stage;

/// <summary>How long a test waits for what must happen, and how long it watches what must not.</summary>
public static class Patience
{
    /// <summary>What must happen has this long: far more than it needs, so that a busy machine fails nothing.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What must not happen is watched this long.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(300);

    /// <summary>The task, which must end within <see cref="Limit"/>.</summary>
    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Bounded{T}(Task{T})"/>
    public static Task Bounded(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Bounded{T}(Task{T})"/>
    public static Task<T> Bounded<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    /// <inheritdoc cref="Bounded{T}(Task{T})"/>
    public static Task Bounded(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    /// <summary>Whether the task is still pending after it was watched.</summary>
    public static async Task<bool> StillWaits(this Task task)
    {
        await Task.WhenAny(task, Task.Delay(Watch));
        return !task.IsCompleted;
    }

    /// <summary>Returns once the condition holds and fails when it does not within <see cref="Limit"/>.</summary>
    public static async Task Until(Func<bool> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(5))
        {
            if (waited.Elapsed > Limit)
            {
                throw new TimeoutException($"Within {Limit.TotalSeconds} s it did not come about that {what}.");
            }
        }
    }
}
