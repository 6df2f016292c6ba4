using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport;

/// <summary>Measures how long work waits for a thread of the pool: the sign that the application blocks them.</summary>
internal sealed class PoolProbe : IThreadPoolWorkItem
{
    private static readonly TimeSpan s_starved = TimeSpan.FromSeconds(1);
    private readonly Episode _episode;
    private long _asked;
    private long _delay;

    public PoolProbe(ILogger log) => _episode = new Episode(
        (_, _) => log.PoolStarved(Delay, ThreadPool.ThreadCount, ThreadPool.PendingWorkItemCount),
        (_, lasted) => log.PoolFree(lasted));

    /// <summary>The last wait, or the present one if it is longer already.</summary>
    public TimeSpan Delay
    {
        get
        {
            var asked = Volatile.Read(ref _asked);
            var waiting = asked == 0 ? 0 : Stopwatch.GetElapsedTime(asked).Ticks;
            return TimeSpan.FromTicks(Math.Max(waiting, Volatile.Read(ref _delay)));
        }
    }

    public void Ask()
    {
        if (Volatile.Read(ref _asked) == 0)
        {
            Volatile.Write(ref _asked, Stopwatch.GetTimestamp());
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (Delay > s_starved)
        {
            _episode.Add();
        }

        _episode.Tick();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _delay, Stopwatch.GetElapsedTime(_asked).Ticks);
        Volatile.Write(ref _asked, 0);
    }
}
