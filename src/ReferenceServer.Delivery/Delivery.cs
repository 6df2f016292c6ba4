using System;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>One message that a session has taken over.</summary>
public sealed class Delivery : OutgoingMessage, IAppended
{
    private readonly DeliverySession _session;
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource? _stored;

    internal Delivery(DeliverySession session, ReadOnlyMemory<byte> payload, bool isStored)
        : base(payload)
    {
        _session = session;
        _stored = isStored ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>
    /// Completes when the peer has accepted the message. Fails with <see cref="SessionLostException"/> when it cannot be known whether it has, and with
    /// <see cref="DeliveryRefusedException"/> when the outbox did not take it. Cancelled when it was withdrawn.
    /// </summary>
    public Task Acknowledged => _acknowledged.Task;

    /// <summary>Whether its bytes are the store's and not this session's copy.</summary>
    internal bool IsRecovered => _stored is null;

    internal Task Stored => _stored?.Task ?? Task.CompletedTask;

    /// <summary>
    /// Takes the message back. True when no byte of it can have been sent and the outbox knows that it is withdrawn: it will not be delivered. False when it may have been sent, or is.
    /// </summary>
    public Task<bool> TryWithdrawAsync() => _session.TryWithdrawAsync(this);

    void IAppended.Appended(AppendResult result) => _session.OnStored(this, result);

    internal void SetStored() => _stored?.TrySetResult();

    internal void SetRefused(string why)
    {
        var refused = new DeliveryRefusedException(why);
        _stored?.TrySetException(refused);
        _acknowledged.TrySetException(refused);

        // Whoever awaits one of the two has heard it.
        _ = _acknowledged.Task.Exception;
        _ = _stored?.Task.Exception;
    }

    internal void SetAcknowledged() => _acknowledged.TrySetResult();

    internal void SetWithdrawn() => _acknowledged.TrySetCanceled();

    internal void SetLost(SessionLostException lost)
    {
        _stored?.TrySetException(lost);
        _acknowledged.TrySetException(lost);
        _ = _acknowledged.Task.Exception;
        _ = _stored?.Task.Exception;
    }
}
