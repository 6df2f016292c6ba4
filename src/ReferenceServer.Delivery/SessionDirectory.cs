using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>All sessions of one server: resumed by id, forgotten when they expire, stopped with the host. One instance per store.</summary>
public sealed class SessionDirectory : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly DeliveryServerOptions _options;
    private readonly ILogger<SessionDirectory> _log;
    private readonly SessionTable _table;
    private readonly Dictionary<SessionId, DeliverySession> _sessions = [];
    private readonly Dictionary<SessionId, long> _detachedAt = [];
    private readonly Dictionary<string, PeerAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ITimer _expiry;
    private bool _stopping;

    /// <summary>Takes up the sessions that the store kept.</summary>
    public SessionDirectory(DeliveryServerOptions options, ILogger<SessionDirectory> log)
    {
        (_options, _log) = (options, log);
        _table = new SessionTable(options.Limits, options.PerPeer);
        foreach (var kept in options.Store.Recovered)
        {
            var state = new SessionState(kept.Id, kept.Peer, options.Limits);
            state.Restore(kept.Epoch, kept.Incarnation, kept.Accepted, kept.Acknowledged);
            _table.Add(state);
            _sessions[kept.Id] = new DeliverySession(state, kept, options, log, AccountOf(kept.Peer).Inbox);
            _detachedAt[kept.Id] = options.Time.GetTimestamp();
        }

        _expiry = options.Time.CreateTimer(_ => Expire(), null, options.Retention / 4, options.Retention / 4);
    }

    /// <summary>All sessions.</summary>
    public IReadOnlyCollection<DeliverySession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values];
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says goodbye on all connections and lets each handler finish the message that it has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        DeliverySession[] sessions;
        lock (_gate)
        {
            _stopping = true;
            sessions = [.. _sessions.Values];
        }

        foreach (var session in sessions)
        {
            session.Stop();
        }

        await Task.WhenAll(sessions.Select(session => session.Handling)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _expiry.Dispose();

    /// <summary>Whether the claim gets a session, and under which epoch. The store knows the epoch when this returns.</summary>
    internal async Task<(ErrorCode Error, DeliverySession? Session, ulong Epoch)> ClaimAsync(Hello hello, string peer)
    {
        DeliverySession? session;
        ulong epoch;
        var recorded = new Recorded();
        lock (_gate)
        {
            if (_stopping)
            {
                return (ErrorCode.ShuttingDown, null, 0);
            }

            var error = _table.Claim(hello, peer, out var state);
            if (error != ErrorCode.None)
            {
                return (error, null, 0);
            }

            if (!_sessions.TryGetValue(state!.Id, out session))
            {
                if (_sessions.Count >= _options.MaxSessions)
                {
                    _table.Remove(state);
                    return (ErrorCode.TooManySessions, null, 0);
                }

                _sessions[state.Id] = session = new DeliverySession(state, null, _options, _log, AccountOf(peer).Inbox);
                _detachedAt[state.Id] = _options.Time.GetTimestamp();
            }

            epoch = session.Reserve(hello.Incarnation, recorded);
        }

        return await recorded.Done.ConfigureAwait(false) == AppendResult.Stored ? (ErrorCode.None, session, epoch) : (ErrorCode.StoreFailed, null, 0);
    }

    internal void Attached(DeliverySession session)
    {
        lock (_gate)
        {
            _detachedAt.Remove(session.Id);
        }

        if (session.IsNewHere())
        {
            _options.OnSession?.Invoke(session);
        }
    }

    internal void Detached(DeliverySession session)
    {
        lock (_gate)
        {
            if (!session.IsConnected && _sessions.ContainsKey(session.Id))
            {
                _detachedAt[session.Id] = _options.Time.GetTimestamp();
            }
        }
    }

    /// <summary>What limits the bytes a second of a peer that has a session, or null.</summary>
    internal RateLimit? RateOf(string peer)
    {
        lock (_gate)
        {
            return _options.PeerBytesPerSecond == 0 ? null : AccountOf(peer).Rate;
        }
    }

    private PeerAccount AccountOf(string peer) => _accounts.TryGetValue(peer, out var account) ? account : _accounts[peer] = new PeerAccount(_options);

    private void Expire()
    {
        lock (_gate)
        {
            foreach (var (id, since) in _detachedAt.ToArray())
            {
                var session = _sessions[id];
                if (_options.Time.GetElapsedTime(since) < _options.Retention || session.IsConnected || session.HasUnhandled)
                {
                    continue;
                }

                DeliveryLog.Expired(_log, id, session.Peer, _options.Retention);
                _table.Remove(_table.Find(id)!);
                _sessions.Remove(id);
                _detachedAt.Remove(id);
                if (!_table.Knows(session.Peer))
                {
                    _accounts.Remove(session.Peer);
                }

                session.Lose(ErrorCode.SessionUnknown);
            }
        }
    }

    /// <summary>What the sessions of one peer share, for as long as it has one.</summary>
    private sealed class PeerAccount(DeliveryServerOptions options)
    {
        public PeerInbox Inbox { get; } = new(options.PerPeer.Bytes);

        public RateLimit Rate { get; } = new(options.PeerBytesPerSecond, options.Time);
    }

    private sealed class Recorded : IAppended
    {
        private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AppendResult> Done => _done.Task;

        void IAppended.Appended(AppendResult result) => _done.SetResult(result);
    }
}

/// <summary>A token bucket of one second: who has used it up waits.</summary>
internal sealed class RateLimit(long bytesPerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = bytesPerSecond;
    private long _since = time.GetTimestamp();

    /// <summary>Returns when these bytes, which are here already, fit the rate.</summary>
    public async ValueTask TakeAsync(int bytes)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(bytesPerSecond, _left + (time.GetElapsedTime(_since, now).TotalSeconds * bytesPerSecond)) - bytes;
            _since = now;
            wait = _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / bytesPerSecond);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time).ConfigureAwait(false);
        }
    }
}
