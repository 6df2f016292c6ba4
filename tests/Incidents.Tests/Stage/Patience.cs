using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Incidents.Tests.Stage;

/// <summary>How long an experiment waits for what must happen, and how long it watches what must not.</summary>
public static class Patience
{
    /// <summary>What must happen has this long: far more than it needs, so that a busy machine fails nothing.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>What must not happen is watched this long: a slow machine only makes it happen later still.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    /// <summary>Runs blocking code on a thread of its own, so that it neither needs nor holds a pool thread.</summary>
    public static Task<T> OnOwnThread<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        })
        { IsBackground = true }.Start();
        return result.Task;
    }

    /// <inheritdoc cref="OnOwnThread{T}(Func{T})"/>
    public static Task OnOwnThread(Action work) =>
        OnOwnThread(() =>
        {
            work();
            return true;
        });

    /// <summary>The task, which must end within <see cref="Limit"/>.</summary>
    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Bounded{T}(Task{T})"/>
    public static Task Bounded(this Task task) => task.WaitAsync(Limit);

    /// <summary>Whether the task is still pending after it was watched.</summary>
    public static async Task<bool> StillWaits(this Task task)
    {
        await Task.WhenAny(task, Task.Delay(Watch));
        return !task.IsCompleted;
    }

    /// <summary>Returns once the condition holds and fails when it does not within <see cref="Limit"/>.</summary>
    public static void Until(Func<bool> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(1))
        {
            if (waited.Elapsed > Limit)
            {
                throw new TimeoutException($"Within {Limit.TotalSeconds} s it did not come about that {what}.");
            }
        }
    }
}
