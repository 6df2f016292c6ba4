using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Microsoft.Extensions.Logging;
using ReferenceServer.Transport.Linux;
using ReferenceServer.Transport.Portable;

namespace ReferenceServer.Transport;

/// <summary>What the end points of one process share: the engine, the open connections, the descriptors, and the housekeeper that watches deadlines.</summary>
internal sealed class TransportHost : IDisposable
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(250);
    private const int RoundsPerSecond = 4;
    private const int EvictedForDescriptors = 16;

    private readonly Lock _gate = new();
    private readonly List<TransportListener> _listeners = [];
    private readonly SocketEngine _engine;
    private readonly Episode _descriptors;
    private readonly Episode _trouble;
    private readonly PoolProbe _pool;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly SpareDescriptor _spare = new();
    private SocketError _lastTrouble;

    public TransportHost(ReferenceTransportOptions options, MemoryPool<byte> memory, TransportMetrics metrics, ILogger log)
    {
        (Options, Metrics, Log) = (options, metrics, log);
        _engine = options.Threads == TransportThreads.Runtime || !OperatingSystem.IsLinux() ? new RuntimeEngine() : new EpollEngine(options, log);
        Open = new OpenConnections(options, new PipeSettings(memory, options), metrics, log);
        _descriptors = new Episode(
            (_, _) =>
            {
                var (used, limit) = Descriptors.Count() ?? (0, 0);
                log.OutOfDescriptors(used, limit, Open.Count, limit * 4);
            },
            (count, lasted) =>
            {
                _spare.Take();
                log.DescriptorsFree(count, lasted);
            });
        _trouble = new Episode((_, _) => log.AcceptTrouble(_lastTrouble), (count, lasted) => log.AcceptTroubleOver(count, lasted));
        _pool = new PoolProbe(log);
        Open.Freed = OnFreed;
        CheckDescriptors();
        metrics.Observe(this);
        new Thread(Main) { IsBackground = true, Name = "Reference housekeeper" }.UnsafeStart();
    }

    public ReferenceTransportOptions Options { get; }

    public TransportMetrics Metrics { get; }

    public ILogger Log { get; }

    public OpenConnections Open { get; }

    public SocketEngine Engine => _engine;

    public TimeSpan PoolDelay => _pool.Delay;

    public TimeSpan IoLag { get; private set; }

    public TransportListener Add(Socket listening, string? path)
    {
        var listener = new TransportListener(this, _engine.Listen(listening, Options.NoDelay), path);
        lock (_gate)
        {
            _listeners.Add(listener);
        }

        return listener;
    }

    public void Forget(TransportListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }

    public TransportListener[] Listeners()
    {
        lock (_gate)
        {
            return [.. _listeners];
        }
    }

    /// <summary>An accept found no descriptor: idle connections go, and what needs one for the log has the spare.</summary>
    public void OutOfDescriptors()
    {
        if (!_descriptors.IsOpen)
        {
            _spare.Release();
        }

        _descriptors.Add();
        Open.EvictIdle(EvictedForDescriptors);
    }

    public void AcceptTrouble(SocketError error)
    {
        _lastTrouble = error;
        _trouble.Add();
    }

    public void Dispose()
    {
        _stop.Set();
        Metrics.Forget(this);
        _engine.Dispose();
        _spare.Release();
    }

    private void OnFreed()
    {
        if (_descriptors.IsOpen)
        {
            TryAgain();
        }
    }

    private void TryAgain()
    {
        foreach (var listener in Listeners())
        {
            listener.Acceptor.TryAgain();
        }
    }

    private void CheckDescriptors()
    {
        if (Descriptors.Count() is not var (used, limit))
        {
            return;
        }

        // What the application opens besides: files, a database, the spare.
        var reserve = Math.Max(32, limit / 16);
        var room = (int)Math.Clamp(limit - used - reserve, 1, int.MaxValue);
        if (Options.MaxConnections is { } wanted && wanted > room)
        {
            Log.LimitAboveDescriptors(wanted, room, limit, used, reserve, wanted + used + reserve);
        }

        Open.Limit = Math.Min(Open.Limit, room);
    }

    // A thread of its own, so that deadlines hold when the thread pool is starved.
    private void Main()
    {
        List<TransportConnection> scratch = [];
        for (var round = 1L; !_stop.Wait(s_round); round++)
        {
            try
            {
                Open.Watch(scratch);
                if (round % RoundsPerSecond == 0)
                {
                    IoLag = _engine.Lag;
                    _pool.Ask();
                }

                if (_descriptors.IsOpen || _trouble.IsOpen)
                {
                    TryAgain();
                }

                _descriptors.Tick();
                _trouble.Tick();
            }
            catch (Exception bug)
            {
                // Without the housekeeper no deadline would hold any more.
                Log.WorkFailed(bug);
            }
        }
    }
}
