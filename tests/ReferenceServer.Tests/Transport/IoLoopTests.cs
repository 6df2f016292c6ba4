using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Transport.Linux;

namespace ReferenceServer.Tests.Transport;

/// <summary>A loop whose application code has more to do than one thread can is helped by a second one, without the watch and its hand-overs.</summary>
public sealed class IoLoopTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(3);

    private readonly LogLines _log = new();
    private readonly IoWorkers _workers = new(limit: 4);
    private readonly IoLoop _loop;

    public IoLoopTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loops are epoll's.");
        _loop = new IoLoop(new IoWatch(_workers, _log), _workers, _log);
        _loop.Begin(_workers.Get()!);
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task Code_that_computes_is_spread_over_two_threads()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        await RunAsync(40, _ =>
        {
            threads.TryAdd(Environment.CurrentManagedThreadId, true);
            Compute();
        });
        Assert.Equal(2, threads.Count);
    }

    [Fact]
    public async Task A_helper_that_is_blocked_stops_nobody()
    {
        using var release = new ManualResetEventSlim();
        var owner = 0;
        var blocked = new TaskCompletionSource();
        await RunAsync(1, _ => owner = Environment.CurrentManagedThreadId);
        try
        {
            var all = RunAsync(100, _ =>
            {
                if (Environment.CurrentManagedThreadId != owner && blocked.TrySetResult())
                {
                    release.Wait();
                }

                Compute();
            });
            await blocked.Task.Bounded();

            // What comes after is done all the same, and what was queued before is only held up by the one that blocks.
            await RunAsync(20, _ => Compute());
            Assert.False(all.IsCompleted);
            release.Set();
            await all;
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task What_a_helper_s_work_throws_is_logged_and_costs_nobody_else()
    {
        await RunAsync(40, i =>
        {
            Compute();
            if (i % 2 == 0)
            {
                throw new InvalidOperationException("of the application");
            }
        });
        await Patience.Until(() => _log.Lines.Count(line => line.Id == 3) == 20, "each of the twenty is logged");
    }

    [Fact]
    public async Task What_is_soon_done_needs_no_help()
    {
        // One at a time, so that a machine that takes the processor away leaves nothing in the queue to help with.
        for (var i = 0; i < 100; i++)
        {
            await RunAsync(1, static _ => { });
        }

        Assert.Equal(1, _workers.Count);
    }

    private static void Compute()
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_short;)
        {
            Thread.SpinWait(100);
        }
    }

    private async Task RunAsync(int count, Action<int> work)
    {
        var left = count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < count; i++)
        {
            _loop.Enqueue(
                number =>
                {
                    try
                    {
                        work((int)number!);
                    }
                    finally
                    {
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            done.SetResult();
                        }
                    }
                },
                i);
        }

        await done.Task.Bounded();
    }
}
