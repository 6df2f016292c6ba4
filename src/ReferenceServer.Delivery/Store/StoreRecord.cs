using System;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Store;

/// <summary>What a record says. The numbers are written to disk.</summary>
public enum RecordKind : byte
{
    /// <summary>A session exists, belongs to that peer, and was attached for the <see cref="StoreRecord.Number"/>th time.</summary>
    Session = 1,

    /// <summary>A message of the peer was accepted.</summary>
    Incoming = 2,

    /// <summary>The handler is done with the peer's messages up to this one.</summary>
    Consumed = 3,

    /// <summary>A message is to be sent.</summary>
    Outgoing = 4,

    /// <summary>A message to be sent was withdrawn.</summary>
    Withdrawn = 5,

    /// <summary>The peer has accepted what was sent up to this one.</summary>
    Acknowledged = 6,

    /// <summary>The session is over.</summary>
    Closed = 7,

    /// <summary>In a checkpoint: where the session stood, before the messages that it still has.</summary>
    Position = 8,
}

/// <summary>One thing that a store remembers.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Session">Of which session.</param>
/// <param name="Number">A sequence number; an epoch for <see cref="RecordKind.Session"/>.</param>
/// <param name="Payload">A message's bytes.</param>
/// <param name="Peer">The peer's name, for <see cref="RecordKind.Session"/>.</param>
/// <param name="Incarnation">The claimant, for <see cref="RecordKind.Session"/>.</param>
/// <param name="Second">The second position, for <see cref="RecordKind.Position"/>; 1 for an <see cref="RecordKind.Incoming"/> number that came withdrawn, without a message.</param>
public readonly record struct StoreRecord(
    RecordKind Kind,
    SessionId Session,
    ulong Number = 0,
    ReadOnlyMemory<byte> Payload = default,
    string Peer = "",
    Incarnation Incarnation = default,
    ulong Second = 0);
