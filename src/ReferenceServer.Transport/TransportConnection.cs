using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ReferenceServer.Transport;

/// <summary>
/// One connection: a pipe from the socket, a pipe to it, what the two have in common (<c>.Pipes.cs</c>), and one value that says why it ended.
/// </summary>
/// <remarks>
/// The peer's end of stream ends the input and nothing else: a peer that only shut down its sending side still gets its answer.
/// <see cref="ConnectionClosed"/> fires when nothing can be sent any more. The application owns the connection until it disposes it;
/// the descriptor is closed then, after both pipes have done with it.
/// </remarks>
internal sealed partial class TransportConnection : ConnectionContext, IDuplexPipe, IConnectionEndingFeature
{
    private const long StartUnaskedAfter = 1000;
    private const long EvictionPatience = 1000;

    private readonly OpenConnections _open;
    private readonly TransportListener _listener;
    private readonly Wire _wire;
    private readonly ConnectionReader _input;
    private readonly ConnectionWriter _output;
    private readonly CancellationTokenSource _closed = new();
    private IDuplexPipe _transport;
    private IDictionary<object, object?>? _items;
    private string? _id;

    private int _ending;
    private int _disposed;
    private volatile bool _started;
    private int _closedFired;
    private volatile bool _reset;
    private readonly long _born;
    private long _active;
    private long _lingerUntil;
    private long _evictedAt;
    private long _cancelAt;

    public TransportConnection(OpenConnections open, TransportListener listener, Wire wire, PipeSettings pipes)
    {
        (_open, _listener, _wire, _transport, wire.User) = (open, listener, wire, this, this);
        (_input, _output) = (new ConnectionReader(this, wire, pipes), new ConnectionWriter(this, wire, pipes));
        MemoryPool = pipes.Pool;
        ConnectionClosed = _closed.Token;
        _born = _active = Environment.TickCount64;
    }

    /// <summary>Its place in the set of open connections.</summary>
    public int Index { get; set; }

    /// <summary>Whether it counts against the limits; a connection that is being evicted does not.</summary>
    public bool Counted { get; set; }

    /// <summary>Whose it is, for the limit per client.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>Whether the application has begun to read it.</summary>
    public bool HasBeenRead => _input.HasBeenRead;

    public Ending Ending => (Ending)Volatile.Read(ref _ending);

    public long BytesReceived => _input.BytesReceived;

    public long BytesSent => _output.BytesSent;

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public override IDuplexPipe Transport
    {
        get => _transport;
        set => _transport = value;
    }

    public override string ConnectionId
    {
        get => _id ??= ConnectionIds.Next();
        set => _id = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _wire.LocalEndPoint;
        set => throw new NotSupportedException("The end points of a connection are facts.");
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _wire.RemoteEndPoint;
        set => throw new NotSupportedException("The end points of a connection are facts.");
    }

    public override CancellationToken ConnectionClosed { get; set; }

    public override IFeatureCollection Features => this;

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => End(Ending.Aborted, reset: true);

    /// <inheritdoc/>
    public override void Abort() => End(Ending.Aborted, reset: true);

    /// <summary>Ends it now, for this reason if there is none yet. From any thread, as often as anybody likes.</summary>
    public void End(Ending ending, bool reset)
    {
        if (ending == Ending.Aborted && _listener.IsUnbinding)
        {
            ending = Ending.Drained;
        }

        Interlocked.CompareExchange(ref _ending, (int)ending, 0);
        _reset |= reset;
        _wire.Interrupt(cut: reset);
        _input.Resume();
        _output.Stop();
        FireClosed();
    }

    /// <summary>Silent, with an application that waits for input and a peer that took everything.</summary>
    public bool IsIdleSince(long moment) =>
        _input.IsAwaited && _output.SendingSince == 0 && Volatile.Read(ref _active) <= moment && Ending == Ending.None;

    /// <summary>When it was last heard or answered.</summary>
    public long LastActive => Volatile.Read(ref _active);

    /// <summary>Whether it is of this listener and the application, which has it, has not looked at it yet.</summary>
    public bool IsUnreadOf(TransportListener listener) => ReferenceEquals(listener, _listener) && !HasBeenRead && Ending == Ending.None && Volatile.Read(ref _disposed) == 0;

    /// <summary>Whether bytes of the peer have arrived, or will not.</summary>
    public bool HasInput => BytesReceived > 0 || Ending != Ending.None || _input.HasEnd;

    /// <summary>
    /// Asks the application to finish, as at shutdown: Kestrel closes an idle HTTP/1.1 connection, and one that turned busy after its answer.
    /// An application that does not listen is cut off a second later.
    /// </summary>
    public void Evict()
    {
        if (Interlocked.CompareExchange(ref _evictedAt, Environment.TickCount64, 0) != 0)
        {
            return;
        }

        if (Features.Get<IConnectionLifetimeNotificationFeature>() is { } notification)
        {
            notification.RequestClose();
        }
        else
        {
            End(Ending.Evicted, reset: false);
        }
    }

    /// <summary>Looks at the deadlines; called a few times a second by the housekeeper alone.</summary>
    public void Watch(long now, ReferenceTransportOptions options)
    {
        if (!_started && now - _born > StartUnaskedAfter)
        {
            // The application has not read yet. From now on we do, so that the peer's reset is noticed all the same.
            StartReceiving();
        }

        if (Volatile.Read(ref _cancelAt) is var cancelAt and not 0 && now > cancelAt)
        {
            Volatile.Write(ref _cancelAt, 0);
            _input.CancelNow();
        }

        if (options.WriteTimeout is { } writing && _output.SendingSince is var since and not 0 && now - since > writing.TotalMilliseconds)
        {
            End(Ending.WriteDeadline, reset: true);
        }
        else if (options.IdleTimeout is { } idle && IsIdleSince(now - (long)idle.TotalMilliseconds))
        {
            End(Ending.Idle, reset: false);
        }
        else if (Volatile.Read(ref _lingerUntil) is var until and not 0 && now > until)
        {
            _wire.Interrupt(cut: false);
        }
        else if (Volatile.Read(ref _evictedAt) is var evicted and not 0 && now - evicted > EvictionPatience)
        {
            End(Ending.Evicted, reset: false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // Asked on the thread that Kestrel called from, before anything is awaited.
        var hint = KestrelEndings.TakeLast();
        _input.Complete();
        _output.Complete();
        await _output.WhenOverAsync().ConfigureAwait(false);
        Task receiving;
        lock (_wire.Gate)
        {
            // Either it has begun, and is waited for, or it never will.
            receiving = _started ? _input.WhenOverAsync() : Task.CompletedTask;
            _started = true;
        }

        // A close with unread input is a reset, and a reset may destroy our answer before the peer has read it (RFC 9112, 9.6).
        if (!_reset && !_input.HasEnd && !receiving.IsCompleted && _wire.HasUnread())
        {
            Volatile.Write(ref _lingerUntil, Environment.TickCount64 + (long)_open.Options.LingerTimeout.TotalMilliseconds);
        }
        else
        {
            _wire.Interrupt(cut: false);
        }

        await receiving.ConfigureAwait(false);
        Settle(hint);
        _wire.Close(_reset);
        FireClosed();
        _open.Remove(this, Stopwatch.GetElapsedTime(0, (Environment.TickCount64 - _born) * (Stopwatch.Frequency / 1000)));
    }

    /// <summary>The last word on why: a cause already noted stays, except that Kestrel knows better why it aborted.</summary>
    private void Settle(Ending hint)
    {
        var cause = Ending switch
        {
            Ending.None or Ending.Aborted when _evictedAt != 0 => Ending.Evicted,
            Ending.None or Ending.Aborted when hint != Ending.None => hint,
            Ending.None when _input.HasEnd => Ending.PeerClosed,
            Ending.None when _listener.IsUnbinding => Ending.Drained,
            Ending.None => Ending.Served,
            var noted => noted,
        };
        Volatile.Write(ref _ending, (int)cause);
    }

    private void FireClosed()
    {
        if (Interlocked.Exchange(ref _closedFired, 1) == 0)
        {
            // What listens is application code.
            _wire.Application.Schedule(static connection => ((TransportConnection)connection!)._closed.Cancel(), this);
        }
    }
}
