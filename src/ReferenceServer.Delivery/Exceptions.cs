using System;
using System.Collections.Generic;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>The outbox did not take the message: nothing of it was sent, and nothing will be.</summary>
public sealed class DeliveryRefusedException(string message) : Exception(message);

/// <summary>The session cannot go on: the peer does not know it any more, or one side lost what it had acknowledged. What was under way may have arrived or not.</summary>
public sealed class SessionLostException(SessionId session, ErrorCode code, IReadOnlyList<Delivery> undecided)
    : Exception($"The delivery session {session} is lost ({code}); of {undecided.Count} messages it cannot be known whether they arrived.")
{
    /// <summary>Which session.</summary>
    public SessionId Session => session;

    /// <summary>Why.</summary>
    public ErrorCode Code => code;

    /// <summary>The messages that were under way, in order.</summary>
    public IReadOnlyList<Delivery> Undecided => undecided;
}

/// <summary>The deadline of a send passed before its acknowledgement came.</summary>
public sealed class DeliveryDeadlineException(Delivery delivery, bool withdrawn) : TimeoutException(
    withdrawn ? "The deadline passed; the message was withdrawn and will not be delivered." : "The deadline passed; the message may have been sent, is kept, and its delivery goes on.")
{
    /// <summary>The message; <see cref="Delivery.Acknowledged"/> tells how it ends.</summary>
    public Delivery Delivery => delivery;

    /// <summary>Whether it was taken back: it will not be delivered. Otherwise it may have arrived, or will.</summary>
    public bool Withdrawn => withdrawn;
}

/// <summary>A send was cancelled before its acknowledgement came.</summary>
public sealed class DeliveryCanceledException(Delivery delivery, bool withdrawn) : OperationCanceledException(
    withdrawn ? "The send was cancelled; the message was withdrawn and will not be delivered." : "The send was cancelled too late: the message may have been sent, is kept, and its delivery goes on.")
{
    /// <summary>The message; <see cref="Delivery.Acknowledged"/> tells how it ends.</summary>
    public Delivery Delivery => delivery;

    /// <summary>Whether it was taken back: it will not be delivered. Otherwise it may have arrived, or will.</summary>
    public bool Withdrawn => withdrawn;
}
