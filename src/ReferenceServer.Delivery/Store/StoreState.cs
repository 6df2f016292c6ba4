using System;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Store;

/// <summary>One session as a store remembers it.</summary>
public sealed class StoredSession(SessionId id, string peer)
{
    /// <summary>The session's id.</summary>
    public SessionId Id => id;

    /// <summary>Whom it belongs to.</summary>
    public string Peer => peer;

    /// <summary>The latest epoch.</summary>
    public ulong Epoch { get; internal set; }

    /// <summary>The latest claimant.</summary>
    public Incarnation Incarnation { get; internal set; }

    /// <summary>The last message of the peer that was accepted.</summary>
    public ulong Accepted { get; internal set; }

    /// <summary>The last message of the peer that the handler is done with.</summary>
    public ulong Consumed { get; internal set; }

    /// <summary>The last message to the peer that it has accepted.</summary>
    public ulong Acknowledged { get; internal set; }

    /// <summary>The last message to the peer.</summary>
    public ulong Assigned { get; internal set; }

    /// <summary>Accepted and not yet consumed, in order.</summary>
    public Queue<StoreRecord> Unconsumed { get; } = new();

    /// <summary>To be sent and not yet acknowledged, in order.</summary>
    public Queue<StoreRecord> Unacknowledged { get; } = new();

    /// <summary>Which of those were withdrawn, or are known only by their number because their record is damaged.</summary>
    public HashSet<ulong> Withdrawn { get; } = [];
}

/// <summary>
/// What the records of a store amount to: the fold that recovery, the memory store and the simulation share. Not thread-safe.
/// A sequence number that does not follow the one before is a record that is missing; nothing is ever guessed in its place.
/// </summary>
public sealed class StoreState
{
    private readonly Dictionary<SessionId, StoredSession> _sessions = [];

    /// <summary>All sessions.</summary>
    public IReadOnlyDictionary<SessionId, StoredSession> Sessions => _sessions;

    /// <summary>The session of that id.</summary>
    public StoredSession? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <summary>Bytes of messages that are neither consumed nor acknowledged.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Whether this record can follow what is there; a live store refuses one that cannot.</summary>
    public bool Follows(in StoreRecord record) => record.Kind switch
    {
        RecordKind.Session => true,
        RecordKind.Incoming => Find(record) is { } session && record.Number == session.Accepted + 1,
        RecordKind.Outgoing => Find(record) is { } session && record.Number == session.Assigned + 1,
        _ => Find(record) is not null,
    };

    /// <summary>Takes in a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="missing">Called for each message whose own record is not there although a later one is: which session, and whether it was the peer's.</param>
    public void Apply(in StoreRecord record, Action<SessionId, ulong, bool>? missing = null)
    {
        if (record.Kind == RecordKind.Session)
        {
            Open(record);
            return;
        }

        if (Find(record) is not { } session)
        {
            missing?.Invoke(record.Session, record.Number, record.Kind != RecordKind.Outgoing);
            return;
        }

        switch (record.Kind)
        {
            case RecordKind.Position:
                (session.Accepted, session.Consumed) = (record.Number, record.Number);
                (session.Acknowledged, session.Assigned) = (record.Second, record.Second);
                break;
            case RecordKind.Incoming when record.Number > session.Accepted:
                Skip(session.Accepted, record, missing);
                session.Accepted = record.Number;
                session.Unconsumed.Enqueue(record);
                LiveBytes += record.Payload.Length;
                break;
            case RecordKind.Consumed:
                session.Consumed = Math.Max(session.Consumed, record.Number);
                session.Accepted = Math.Max(session.Accepted, record.Number);
                Drop(session.Unconsumed, record.Number);
                break;
            case RecordKind.Outgoing when record.Number > session.Assigned:
                AssignMissing(session, record, missing);
                session.Assigned = record.Number;
                session.Unacknowledged.Enqueue(record);
                LiveBytes += record.Payload.Length;
                break;
            case RecordKind.Withdrawn when record.Number > session.Acknowledged:
                session.Withdrawn.Add(record.Number);
                break;
            case RecordKind.Acknowledged:
                session.Acknowledged = Math.Max(session.Acknowledged, record.Number);
                session.Assigned = Math.Max(session.Assigned, record.Number);
                Drop(session.Unacknowledged, record.Number);
                session.Withdrawn.RemoveWhere(number => number <= session.Acknowledged);
                break;
            case RecordKind.Closed:
                Drop(session.Unconsumed, ulong.MaxValue);
                Drop(session.Unacknowledged, ulong.MaxValue);
                _sessions.Remove(session.Id);
                break;
        }
    }

    /// <summary>The fewest records that amount to the same.</summary>
    public IEnumerable<StoreRecord> Checkpoint()
    {
        foreach (var session in _sessions.Values)
        {
            yield return new StoreRecord(RecordKind.Session, session.Id, session.Epoch, Peer: session.Peer, Incarnation: session.Incarnation);
            var accepted = session.Unconsumed.TryPeek(out var first) ? first.Number - 1 : session.Accepted;
            yield return new StoreRecord(RecordKind.Position, session.Id, accepted, Second: session.Acknowledged);
            foreach (var message in session.Unconsumed)
            {
                yield return message;
            }

            foreach (var message in session.Unacknowledged)
            {
                yield return message;
            }

            foreach (var number in session.Withdrawn)
            {
                yield return new StoreRecord(RecordKind.Withdrawn, session.Id, number);
            }
        }
    }

    private StoredSession? Find(in StoreRecord record) => Find(record.Session);

    private void Open(in StoreRecord record)
    {
        if (!_sessions.TryGetValue(record.Session, out var session))
        {
            _sessions[record.Session] = session = new StoredSession(record.Session, record.Peer);
        }

        (session.Epoch, session.Incarnation) = (Math.Max(session.Epoch, record.Number), record.Incarnation);
    }

    /// <summary>A number without its record is sent as withdrawn: the peer must not wait for what nobody has.</summary>
    private static void AssignMissing(StoredSession session, in StoreRecord record, Action<SessionId, ulong, bool>? missing)
    {
        for (var number = session.Assigned + 1; number < record.Number; number++)
        {
            missing?.Invoke(session.Id, number, false);
            session.Withdrawn.Add(number);
            session.Unacknowledged.Enqueue(new StoreRecord(RecordKind.Outgoing, session.Id, number));
        }
    }

    private static void Skip(ulong accepted, in StoreRecord record, Action<SessionId, ulong, bool>? missing)
    {
        for (var number = accepted + 1; number < record.Number; number++)
        {
            missing?.Invoke(record.Session, number, true);
        }
    }

    private void Drop(Queue<StoreRecord> messages, ulong upTo)
    {
        while (messages.TryPeek(out var message) && message.Number <= upTo)
        {
            LiveBytes -= message.Payload.Length;
            messages.Dequeue();
        }
    }
}
