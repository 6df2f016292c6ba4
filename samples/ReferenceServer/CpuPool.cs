using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer;

/// <summary>
/// Runs work that computes for long, on few threads of its own behind a queue with an end, so that it takes neither the I/O threads' nor
/// the thread pool's, and so that a server with too much of it says so at once instead of later. Any thread may use it.
/// </summary>
public sealed class CpuPool : IDisposable
{
    /// <summary>Pieces of work that may wait.</summary>
    public const int QueueLimit = 64;

    private readonly Queue<Action> _queue = new();
    private readonly object _gate = new();
    private readonly Counter<long> _rejected;
    private bool _stopping;
    private long _lastWait;

    /// <summary>Starts the threads: all processors but one, so that one is left for input and output.</summary>
    /// <param name="meters">Where the pool's metrics are made.</param>
    public CpuPool(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("ReferenceServer");
        meter.CreateObservableGauge("reference.cpu_pool.queue.length", () => _queue.Count, "{item}", "Pieces of work that wait.");
        meter.CreateObservableGauge("reference.cpu_pool.wait", () => TimeSpan.FromTicks(Volatile.Read(ref _lastWait)).TotalSeconds, "s", "How long the last piece of work waited.");
        _rejected = meter.CreateCounter<long>("reference.cpu_pool.rejected", "{item}", "Pieces of work refused because the queue was full.");
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount - 1); i++)
        {
            new Thread(Main) { IsBackground = true, Name = $"CPU {i}" }.Start();
        }
    }

    /// <summary>Queues work, or returns null if the queue is full: then say "later" to whoever asked.</summary>
    /// <typeparam name="T">What it computes.</typeparam>
    /// <param name="work">It runs on a thread of the pool; its exception becomes the task's.</param>
    /// <returns>Its result to come, or null.</returns>
    public Task<T>? TryRun<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (_queue.Count >= QueueLimit || _stopping)
            {
                _rejected.Add(1);
                return null;
            }

            _queue.Enqueue(() =>
            {
                Volatile.Write(ref _lastWait, Stopwatch.GetElapsedTime(queued).Ticks);
                try
                {
                    result.SetResult(work());
                }
                catch (Exception failure)
                {
                    result.SetException(failure);
                }
            });
            Monitor.Pulse(_gate);
        }

        return result.Task;
    }

    /// <summary>Lets the threads end when they have done what is queued.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Main()
    {
        while (true)
        {
            Action work;
            lock (_gate)
            {
                while (_queue.Count == 0)
                {
                    if (_stopping)
                    {
                        return;
                    }

                    Monitor.Wait(_gate);
                }

                work = _queue.Dequeue();
            }

            work();
        }
    }
}
