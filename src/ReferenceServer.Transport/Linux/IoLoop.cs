using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport.Linux;

/// <summary>What a loop watches.</summary>
internal interface IWatched
{
    /// <summary>The loop's name for it.</summary>
    public ulong Key { get; set; }

    /// <summary>Called by the loop's thread.</summary>
    public void OnEvents(uint events);
}

/// <summary>
/// An epoll instance and a queue of work, driven by one thread at a time: the one that holds the baton.
/// </summary>
/// <remarks>
/// The thread receives for every socket that is ready, then runs the application code that waited for those bytes itself, without
/// a hop to another thread. Application code may block, or compute for long. The <see cref="IoWatch"/> sees that within milliseconds and gives the
/// baton to another thread, which goes on where this one stopped; the blocked one, when it comes back, finds that the
/// baton is gone and leaves. So code that blocks costs a thread and delays nobody.
/// Work is queued while bytes are dispatched and run afterwards, never from inside a dispatch: when the baton changes hands, nothing is half done.
/// </remarks>
internal sealed unsafe class IoLoop : IDisposable
{
    private const int MaxEvents = 256;

    // A loop with work never sleeps, and the scheduler leaves it its processor for a whole slice (Linux 6.18: 2.8 ms) while others wait, often the very
    // threads or processes that wait for our answers. Giving way every tenth of a millisecond is one system call in that time when nobody waits.
    private static readonly long s_turn = Stopwatch.Frequency / 10_000;

    // Application code that keeps the sockets waiting for so long has more to do than one thread should: a second one helps.
    private static readonly long s_patience = Stopwatch.Frequency / 1000;

    [ThreadStatic]
    private static IoWorker? t_worker;

    private readonly Lock _gate = new();
    private readonly Queue<Work> _ready = new();
    private readonly Queue<Work> _sends = new();
    private readonly IoWatch _watch;
    private readonly IoWorkers _workers;
    private readonly ILogger _log;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(MaxEvents * Libc.EventSize));

    private IWatched?[] _wires = new IWatched?[64];
    private readonly Stack<int> _free = new();
    private int _used;
    private uint _generation;

    private IoWorker? _owner;
    private bool _helped;
    private bool _asleep;
    private bool _inApplication;
    private long _actions;
    private bool _stopping;
    private bool _closed;

    public IoLoop(IoWatch watch, IoWorkers workers, ILogger log)
    {
        (_watch, _workers, _log) = (watch, workers, log);
        _epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        _wake = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (_epoll < 0 || _wake < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll is not to be had");
        }

        Application = new ApplicationScheduler(this);
        Sending = new SendScheduler(this);
        Control(Libc.EPOLL_CTL_ADD, _wake, Libc.EPOLLIN | Libc.EPOLLET, ulong.MaxValue);
    }

    /// <summary>Runs application code on this loop, after the bytes at hand are dispatched.</summary>
    public PipeScheduler Application { get; }

    /// <summary>
    /// Sends what application code on this loop wrote once that code returns, so that answers to pipelined requests leave in one call;
    /// what another thread wrote is sent by that thread, at once.
    /// </summary>
    public PipeScheduler Sending { get; }

    /// <summary>Sockets watched.</summary>
    public int Wires => _used - _free.Count;

    /// <summary>Gives a thread the baton for the first time.</summary>
    public void Begin(IoWorker worker)
    {
        _owner = worker;
        worker.Take(Run);
    }

    /// <summary>Queues work; from any thread.</summary>
    public void Enqueue(Action<object?> action, object? state)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
            {
                // The server is gone; what a connection still has to tidy up is done all the same.
                ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
                return;
            }

            _ready.Enqueue(new Work(action, state));
            wake = _asleep && !_stopping;
            _asleep = false;
        }

        if (wake)
        {
            Wake();
        }
    }

    /// <summary>Watches a socket, edge-triggered. From any thread.</summary>
    /// <returns>False: the system has no room for it, so no event will come.</returns>
    public bool Watch(IWatched wire, int descriptor, uint events)
    {
        ulong key;
        lock (_gate)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _wires.Length)
                {
                    Array.Resize(ref _wires, slot * 2);
                }
            }

            // A stale event of an earlier socket in this slot carries another generation.
            wire.Key = key = ((ulong)++_generation << 32) | (uint)slot;
            Volatile.Write(ref _wires[slot], wire);
        }

        return Control(Libc.EPOLL_CTL_ADD, descriptor, events | Libc.EPOLLET, key) == 0;
    }

    public void Rearm(ulong key, int descriptor, uint events) => Control(Libc.EPOLL_CTL_MOD, descriptor, events | Libc.EPOLLET, key);

    /// <summary>Before the descriptor is closed, which takes it out of the epoll instance.</summary>
    public void Forget(ulong key)
    {
        lock (_gate)
        {
            _wires[(uint)key] = null;
            _free.Push((int)(uint)key);
        }
    }

    // Until the baton is gone or the loop is stopped.
    private void Run(IoWorker me)
    {
        t_worker = me;
        var clean = ExecutionContext.Capture()!;
        var turn = Stopwatch.GetTimestamp();
        while (RunQueued(me, clean))
        {
            if (Stopwatch.GetTimestamp() is var now && now - turn > s_turn)
            {
                turn = now;
                Libc.sched_yield();
            }

            Dispatch(Poll());
        }

        t_worker = null;
    }

    /// <summary>What the watch sees: which piece of application code runs, or none.</summary>
    public (bool Asleep, IoWorker? InApplication, long Action) Look()
    {
        lock (_gate)
        {
            return (_asleep, _inApplication ? _owner : null, _actions);
        }
    }

    /// <summary>Gives the baton to another thread if the same piece of application code still runs.</summary>
    public bool HandOver(long action, IoWorker successor)
    {
        lock (_gate)
        {
            if (!_inApplication || _actions != action || _stopping)
            {
                return false;
            }

            (_owner, _inApplication) = (successor, false);
        }

        successor.Take(Run);
        return true;
    }

    /// <summary>Ends the loop; its thread leaves. Sockets must be closed before.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _stopping = true;
                Wake();
            }
        }
    }

    // One piece of work after the other; between two, the baton is looked at. False: it is gone, or the loop is.
    private bool RunQueued(IoWorker me, ExecutionContext clean)
    {
        var began = Stopwatch.GetTimestamp();
        bool isBehind;
        for (var late = false; ; late = Stopwatch.GetTimestamp() - began > s_patience)
        {
            Work work;
            lock (_gate)
            {
                if (!ReferenceEquals(_owner, me))
                {
                    return false;
                }

                _inApplication = false;
                if (_stopping && _ready.Count == 0 && _sends.Count == 0)
                {
                    Close();
                    return false;
                }

                if (!_sends.TryDequeue(out work))
                {
                    if (late || !_ready.TryDequeue(out work))
                    {
                        isBehind = _ready.Count > 0;
                        _asleep = !isBehind;
                        break;
                    }

                    _inApplication = true;
                    _actions++;
                }
            }

            Perform(work, clean);
        }

        // Decided under the lock: what is queued from then on wakes this thread, and is no reason for a second one.
        if (isBehind)
        {
            AskForHelp();
        }

        return true;
    }

    private void AskForHelp()
    {
        lock (_gate)
        {
            if (_helped || _workers.Get() is not { } helper)
            {
                return;
            }

            _helped = true;
            helper.Take(Help);
        }
    }

    // Application code only: what it writes is sent at once, and the sockets are left to the thread with the baton.
    private void Help(IoWorker me)
    {
        var clean = ExecutionContext.Capture()!;
        while (true)
        {
            Work work;
            lock (_gate)
            {
                if (!_ready.TryDequeue(out work))
                {
                    _helped = false;
                    return;
                }
            }

            Perform(work, clean);
        }
    }

    private void Perform(Work work, ExecutionContext clean)
    {
        try
        {
            work.Action(work.State);
        }
        catch (Exception failure)
        {
            // Continuations keep their exceptions in their tasks; what arrives here belongs to nobody, and the other connections are not to blame.
            _log.WorkFailed(failure);
        }

        // As the thread pool does: what this piece of work put into async locals ends with it.
        ExecutionContext.Restore(clean);
    }

    private int Poll()
    {
        // _asleep was decided under the lock: whoever queues from now on writes to _wake, so nothing is slept over.
        var asleep = Volatile.Read(ref _asleep);
        var count = Libc.epoll_wait(_epoll, _events, MaxEvents, asleep ? -1 : 0);
        if (asleep)
        {
            lock (_gate)
            {
                _asleep = false;
            }

            _watch.Wake();
        }

        return count;
    }

    private void Dispatch(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var record = _events + (i * Libc.EventSize);
            var events = *(uint*)record;
            var key = *(ulong*)(record + Libc.EventSize - 8);
            if (key == ulong.MaxValue)
            {
                ulong drained;
                Libc.read(_wake, &drained, 8);
                continue;
            }

            var wire = Volatile.Read(ref _wires[(uint)key]);
            if (wire is not null && wire.Key == key)
            {
                wire.OnEvents(events);
            }
        }
    }

    private void Wake()
    {
        ulong one = 1;
        Libc.write(_wake, &one, 8);
    }

    private int Control(int operation, int descriptor, uint events, ulong key)
    {
        var change = stackalloc byte[16];
        *(uint*)change = events;
        *(ulong*)(change + Libc.EventSize - 8) = key;
        return Libc.epoll_ctl(_epoll, operation, descriptor, change);
    }

    private void Close()
    {
        Libc.close(_epoll);
        Libc.close(_wake);
        NativeMemory.Free(_events);
        (_owner, _closed) = (null, true);
    }

    private readonly record struct Work(Action<object?> Action, object? State);

    private sealed class ApplicationScheduler(IoLoop loop) : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state) => loop.Enqueue(action, state);
    }

    private sealed class SendScheduler(IoLoop loop) : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state)
        {
            if (t_worker is { } me)
            {
                lock (loop._gate)
                {
                    if (ReferenceEquals(loop._owner, me))
                    {
                        loop._sends.Enqueue(new Work(action, state));
                        return;
                    }
                }
            }

            action(state);
        }
    }
}
