using System;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Session;

/// <summary>How many of what one peer may hold.</summary>
/// <param name="Sessions">Sessions in all, attached or not.</param>
/// <param name="Bytes">Bytes of messages that its sessions together may have accepted and their handlers have not done; beyond that none of them accepts, in turn. One message is always allowed.</param>
public readonly record struct PeerLimits(int Sessions, long Bytes = 64L << 20)
{
    /// <summary>Sixteen sessions, 64 MiB.</summary>
    public static readonly PeerLimits Default = new(16);
}

/// <summary>The sessions that a server knows, and the decision whether a HELLO gets one of them. Pure state, not thread-safe.</summary>
public sealed class SessionTable(Limits own, PeerLimits perPeer)
{
    private readonly Dictionary<SessionId, SessionState> _sessions = [];
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>All sessions.</summary>
    public IReadOnlyCollection<SessionState> All => _sessions.Values;

    /// <summary>
    /// What becomes of this claim: a session, new or known, or the reason why not. Nothing about a session changes until it is attached, so a claim that fails costs its owner nothing.
    /// </summary>
    /// <param name="hello">The claim.</param>
    /// <param name="peer">Who it is from: proven, not claimed.</param>
    /// <param name="session">The session it gets.</param>
    public ErrorCode Claim(Hello hello, string peer, out SessionState? session)
    {
        if (_sessions.TryGetValue(hello.Session, out session))
        {
            var error = string.Equals(session.Peer, peer, StringComparison.Ordinal)
                ? session.Check(hello)
                : ErrorCode.NotYourSession;
            session = error == ErrorCode.None ? session : null;
            return error;
        }

        // Who has seen a WELCOME of this session, or an acknowledgement in it, has had it here once.
        if (hello.Epoch != 0 || hello.Positions.Acknowledged != 0 || hello.Positions.Received != 0)
        {
            return ErrorCode.SessionUnknown;
        }

        if (_held.GetValueOrDefault(peer) >= perPeer.Sessions)
        {
            return ErrorCode.TooManySessions;
        }

        session = new SessionState(hello.Session, peer, own);
        Add(session);
        return ErrorCode.None;
    }

    /// <summary>Puts in a session that a store kept.</summary>
    public void Add(SessionState session)
    {
        _sessions.Add(session.Id, session);
        _held[session.Peer] = _held.GetValueOrDefault(session.Peer) + 1;
    }

    /// <summary>The session of that id.</summary>
    public SessionState? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <summary>Whether a peer has any session.</summary>
    public bool Knows(string peer) => _held.ContainsKey(peer);

    /// <summary>Forgets a session: whoever claims it from now on is told that it is unknown.</summary>
    public void Remove(SessionState session)
    {
        if (_sessions.Remove(session.Id) && --_held[session.Peer] == 0)
        {
            _held.Remove(session.Peer);
        }
    }
}
