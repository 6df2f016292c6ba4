using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport.Linux;

/// <summary>
/// Looks at the loops every few milliseconds and gives the baton of one whose application code does not come back to another thread.
/// While all loops sleep, so does the watch.
/// </summary>
internal sealed class IoWatch(IoWorkers workers, ILogger log)
{
    // After a hand-over the next one is likely near: a burst of blocking requests is then spread over threads a millisecond apart.
    private const int AlertTick = 1;
    private const int AlertTicks = 100;
    private const int QuietTicksUntilParked = 20;
    private const int LooksIfWaiting = 2;
    private const int LooksIfRunning = 5;

    private readonly ManualResetEventSlim _wake = new(false);
    private IoLoop[] _loops = [];
    private long[] _seen = [];
    private int[] _looks = [];
    private Episode? _crowd;
    private bool _parked;
    private volatile bool _stopping;

    public long HandOvers { get; private set; }

    public void Begin(IoLoop[] loops, TimeSpan handOverAfter, int crowd)
    {
        (_loops, _seen, _looks) = (loops, new long[loops.Length], new int[loops.Length]);
        _crowd = new Episode(
            (count, _) => log.IoThreadsHeld(workers.Count, count),
            (count, lasted) => log.IoThreadsFree(count, lasted));
        new Thread(() => Main(Math.Max(1, (int)handOverAfter.TotalMilliseconds), crowd)) { IsBackground = true, Name = "Reference I/O watch" }.UnsafeStart();
    }

    /// <summary>A loop has work again.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _parked))
        {
            Volatile.Write(ref _parked, false);
            _wake.Set();
        }
    }

    public void Stop()
    {
        _stopping = true;
        _wake.Set();
    }

    private void Main(int tick, int crowd)
    {
        var quiet = 0;
        var alert = 0;
        while (!_stopping)
        {
            Thread.Sleep(alert > 0 ? AlertTick : tick);
            alert--;
            var busy = false;
            for (var i = 0; i < _loops.Length; i++)
            {
                var (asleep, inApplication, action) = _loops[i].Look();
                busy |= !asleep;

                // Only what is seen twice has run for a whole tick. What waits is relieved then. What computes cannot be told from what has
                // lost its processor on a busy machine, where one more thread would only make it busier, so that is given longer.
                _looks[i] = inApplication is null ? 0 : _seen[i] == action ? _looks[i] + 1 : 1;
                _seen[i] = action;
                if (_looks[i] >= LooksIfWaiting && (_looks[i] >= LooksIfRunning || !inApplication!.IsRunnable()) && HandOver(_loops[i], action, crowd))
                {
                    alert = AlertTicks;
                    _looks[i] = 0;
                }
            }

            _crowd!.Tick();
            quiet = busy ? 0 : quiet + 1;
            if (quiet > QuietTicksUntilParked && !_crowd.IsOpen)
            {
                Park();
                quiet = 0;
            }
        }
    }

    private bool HandOver(IoLoop loop, long action, int crowd)
    {
        if (workers.Get() is not { } successor)
        {
            _crowd!.Add();
            return false;
        }

        if (!loop.HandOver(action, successor))
        {
            workers.GiveBack(successor);
            return false;
        }

        HandOvers++;
        if (workers.Count > crowd)
        {
            _crowd!.Add();
        }

        return true;
    }

    private void Park()
    {
        _wake.Reset();
        Volatile.Write(ref _parked, true);
        Interlocked.MemoryBarrier();

        // A loop that woke before it could see _parked is seen here.
        foreach (var loop in _loops)
        {
            if (!loop.Look().Asleep)
            {
                Volatile.Write(ref _parked, false);
                return;
            }
        }

        _wake.Wait();
    }
}
