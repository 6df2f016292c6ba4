using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ReferenceServer.Transport.Linux;

/// <summary>A thread that drives a loop for as long as it holds the baton, or helps one, and then waits for the next.</summary>
internal sealed class IoWorker
{
    private readonly IoWorkers _workers;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _given = new(0);
    private Action<IoWorker>? _task;
    private SafeFileHandle? _status;

    public IoWorker(IoWorkers workers, int number)
    {
        _workers = workers;

        // Background: a server that ends does not wait for application code that blocks.
        new Thread(Main) { IsBackground = true, Name = $"Reference I/O {number}" }.UnsafeStart();
    }

    /// <summary>Gives it something to do: once, after it was got and before it gives itself back.</summary>
    public void Take(Action<IoWorker> task)
    {
        lock (_gate)
        {
            _task = task;
        }

        _given.Release();
    }

    /// <summary>Whether the thread runs or would if it had a processor; false: it waits for something, or the system does not tell.</summary>
    public bool IsRunnable()
    {
        try
        {
            // "123 (name) S ...": the state follows the last bracket.
            Span<byte> text = stackalloc byte[128];
            var read = _status is { } status ? text[..RandomAccess.Read(status, text, 0)] : [];
            var state = read.LastIndexOf((byte)')') + 2;
            return state > 1 && state < read.Length && read[state] == 'R';
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Main()
    {
        try
        {
            _status = File.OpenHandle($"/proc/self/task/{Libc.gettid()}/stat");
        }
        catch (IOException)
        {
            // Without it every long piece of application code is taken for one that waits.
        }

        Work();
        _status?.Dispose();
    }

    private void Work()
    {
        // A spare thread that nobody needs for a while ends.
        while (_given.Wait(IoWorkers.SparePatience) || !_workers.Retire(this))
        {
            Action<IoWorker>? task;
            lock (_gate)
            {
                task = _task;
                _task = null;
            }

            if (task is not null)
            {
                task(this);
                _workers.GiveBack(this);
            }
        }
    }
}

/// <summary>All I/O threads: those that hold a baton, those that help, those that application code blocks, and spare ones.</summary>
internal sealed class IoWorkers(int limit)
{
    public const int SparePatience = 10_000;

    private readonly Lock _gate = new();
    private readonly List<IoWorker> _spare = [];
    private int _made;

    public int Count { get; private set; }

    /// <summary>A thread without a baton, or null if as many exist as may.</summary>
    public IoWorker? Get()
    {
        lock (_gate)
        {
            if (_spare.Count > 0)
            {
                var worker = _spare[^1];
                _spare.RemoveAt(_spare.Count - 1);
                return worker;
            }

            if (Count == limit)
            {
                return null;
            }

            Count++;
            return new IoWorker(this, ++_made);
        }
    }

    public void GiveBack(IoWorker worker)
    {
        lock (_gate)
        {
            _spare.Add(worker);
        }
    }

    /// <summary>Takes a spare thread out; false if it has just been given a loop.</summary>
    public bool Retire(IoWorker worker)
    {
        lock (_gate)
        {
            if (!_spare.Remove(worker))
            {
                return false;
            }

            Count--;
            return true;
        }
    }
}
