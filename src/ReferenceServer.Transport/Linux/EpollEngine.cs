using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport.Linux;

/// <summary>The system calls are made by threads of the transport's own, and application code continues on them: see docs/decisions/003-own-io-threads.md.</summary>
internal sealed class EpollEngine : SocketEngine
{
    private readonly IoWorkers _workers;
    private readonly IoWatch _watch;
    private readonly IoLoop[] _loops;
    private readonly LagProbe[] _probes;
    private int _next;

    public EpollEngine(ReferenceTransportOptions options, ILogger log)
    {
        _workers = new IoWorkers(options.MaxIoThreads);
        _watch = new IoWatch(_workers, log);
        _loops = [.. Enumerable.Range(0, options.IoLoops).Select(_ => new IoLoop(_watch, _workers, log))];
        _probes = [.. _loops.Select(loop => new LagProbe(loop))];
        AcceptLoop = new IoLoop(_watch, _workers, log);
        foreach (var loop in _loops.Append(AcceptLoop))
        {
            loop.Begin(_workers.Get()!);
        }

        _watch.Begin(_loops, options.HandOverAfter, crowd: options.IoLoops * 8);
    }

    public IoLoop AcceptLoop { get; }

    public override TimeSpan Lag => _probes.Max(probe => probe.Measure());

    public override int Threads => _workers.Count;

    public override long HandOvers => _watch.HandOvers;

    public override Acceptor Listen(Socket listening, bool inheritsNoDelay) => new EpollAcceptor(this, listening, inheritsNoDelay);

    public IoLoop NextLoop() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];

    public override void Dispose()
    {
        _watch.Stop();
        foreach (var loop in _loops.Append(AcceptLoop))
        {
            loop.Dispose();
        }
    }
}
