using System;

namespace ReferenceServer.Delivery.Session;

/// <summary>What became of a message that was to be sent.</summary>
public enum Outcome
{
    /// <summary>Nothing is known yet.</summary>
    Pending,

    /// <summary>The peer has accepted it.</summary>
    Acknowledged,

    /// <summary>It was withdrawn before a byte of it was sent: the peer never gets it.</summary>
    Withdrawn,

    /// <summary>The store refused it: it was never part of the session.</summary>
    Refused,

    /// <summary>The session ended while it was under way: whether the peer has it cannot be known.</summary>
    Unknown,
}

/// <summary>One message on its way out. Belongs to its <see cref="SendWindow"/> and is used under the same lock.</summary>
public class OutgoingMessage(ReadOnlyMemory<byte> payload)
{
    /// <summary>
    /// The message's bytes; empty once withdrawn, and, if the outbox is one that keeps no payloads (<see cref="Store.IDeliveryStore.KeepsPayloads"/>), once acknowledged: its memory then is
    /// another message's.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; private set; } = payload;

    /// <summary>Its place in the session.</summary>
    public ulong Sequence { get; internal set; }

    /// <summary>Whether any byte of it may have been sent, on any connection.</summary>
    public bool EverSent { get; internal set; }

    /// <summary>Whether its sender has withdrawn it, for good.</summary>
    public bool IsWithdrawn { get; private set; }

    /// <summary>Whether its sender wants it back and the store does not know yet: until it does, the number is not sent, with or without the message.</summary>
    public bool IsBeingWithdrawn { get; internal set; }

    /// <summary>Session bytes up to and including this message; the difference of two is what lies between.</summary>
    internal ulong BytesUpTo { get; set; }

    /// <summary>Its bytes, which it gives up.</summary>
    internal ReadOnlyMemory<byte> Forget()
    {
        var bytes = Payload;
        Payload = default;
        return bytes;
    }

    internal void Withdraw()
    {
        Payload = default;
        (IsWithdrawn, IsBeingWithdrawn) = (true, false);
    }
}
