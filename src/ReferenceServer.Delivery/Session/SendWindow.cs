using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Session;

/// <summary>
/// The sending half of a session: messages from the moment they have a sequence number until the peer has accepted them. Pure state, not thread-safe.
/// A message passes: assigned (has a number) → releasable (the store has it) → sent (on this connection) → received (peer, in memory) → accepted (peer, for good; forgotten here).
/// </summary>
public sealed class SendWindow
{
    private readonly List<OutgoingMessage> _kept = [];
    private int _forgotten;
    private ulong _assignedBytes;
    private ulong _acceptedBytes;

    private Limits _peer;
    private bool _pieces;
    private int _offset;
    private uint _checksum;

    /// <summary>The last number that was given out.</summary>
    public ulong Assigned { get; private set; }

    /// <summary>The last message that the store has, and that therefore may be sent.</summary>
    public ulong Released { get; private set; }

    /// <summary>The last message that the peer has accepted.</summary>
    public ulong Accepted { get; private set; }

    /// <summary>The last message that the peer has received on this connection or before it.</summary>
    public ulong Received { get; private set; }

    /// <summary>The last message that was sent whole on this connection, or need not be.</summary>
    public ulong Sent { get; private set; }

    /// <summary>How many message bytes were written to this connection.</summary>
    public ulong BytesSent { get; private set; }

    /// <summary>How many of them the peer says have arrived.</summary>
    public ulong BytesArrived { get; private set; }

    /// <summary>Bytes of messages that are kept because the peer has not accepted them.</summary>
    public long KeptBytes => (long)(_assignedBytes - _acceptedBytes);

    /// <summary>Messages that are kept because the peer has not accepted them.</summary>
    public int KeptMessages => (int)(Assigned - Accepted);

    /// <summary>Whether the peer owes a sign that what was sent has arrived.</summary>
    public bool AwaitsArrival => Sent > Received || BytesSent > BytesArrived;

    /// <summary>Messages whose outcome was settled by <see cref="OnStatus"/>; the caller takes them out.</summary>
    public Queue<OutgoingMessage> Settled { get; } = new();

    /// <summary>Takes up where a store left off; only before anything was assigned.</summary>
    internal void Restore(ulong accepted) => Accepted = Received = Sent = Released = Assigned = accepted;

    /// <summary>Puts back a message that a store kept; its number follows the last one. Whether it was ever sent is not known any more.</summary>
    internal void RestoreMessage(OutgoingMessage message, bool withdrawn)
    {
        Assign(message);
        message.EverSent = true;
        Released = Assigned;
        if (withdrawn)
        {
            message.Withdraw();
        }
    }

    /// <summary>All messages that are kept, in order.</summary>
    public IEnumerable<OutgoingMessage> KeptAll()
    {
        for (var index = _forgotten; index < _kept.Count; index++)
        {
            yield return _kept[index];
        }
    }

    /// <summary>Gives the message the next number and keeps it.</summary>
    public void Assign(OutgoingMessage message)
    {
        message.Sequence = ++Assigned;
        _assignedBytes += (ulong)message.Payload.Length;
        message.BytesUpTo = _assignedBytes;
        _kept.Add(message);
    }

    /// <summary>The store has everything up to here.</summary>
    public void Release(ulong upTo) => Released = Math.Max(Released, Math.Min(upTo, Assigned));

    /// <summary>The store refused this message: it and all behind it never were. Those behind are returned as well, for the store refuses them too.</summary>
    public IReadOnlyList<OutgoingMessage> Refuse(OutgoingMessage message)
    {
        if (message.Sequence <= Released || !Keeps(message))
        {
            return [];
        }

        var index = IndexOf(message.Sequence);
        var refused = _kept.GetRange(index, _kept.Count - index);
        _kept.RemoveRange(index, _kept.Count - index);
        Assigned = message.Sequence - 1;
        _assignedBytes = _kept.Count > _forgotten ? _kept[^1].BytesUpTo : _acceptedBytes;
        return refused;
    }

    /// <summary>
    /// Begins to withdraw a message of which no byte can have been sent. It waits, and all behind it, until the store has the withdrawal (<see cref="EndWithdrawal"/>): were its number sent before,
    /// and the process died, the restored message would be taken for acknowledged.
    /// </summary>
    public bool TryWithdraw(OutgoingMessage message)
    {
        if (message.EverSent || message.IsBeingWithdrawn || message.IsWithdrawn || !Keeps(message))
        {
            return false;
        }

        message.IsBeingWithdrawn = true;
        return true;
    }

    /// <summary>The store has the withdrawal, and the number travels without its message; or the store refused it, and the message is sent after all.</summary>
    public void EndWithdrawal(OutgoingMessage message, bool stored)
    {
        message.IsBeingWithdrawn = false;
        if (stored)
        {
            message.Withdraw();
        }
    }

    /// <summary>A new connection: the peer has received up to here, so sending goes on behind it.</summary>
    public void Attach(in Limits peer, bool pieces, ulong peerAccepted, ulong peerReceived)
    {
        _peer = peer;
        _pieces = pieces;
        Accept(peerAccepted);
        Received = Sent = Math.Max(Accepted, peerReceived);
        BytesSent = BytesArrived = 0;
        _offset = 0;
    }

    /// <summary>The peer's word on what it has.</summary>
    public ErrorCode OnStatus(in Status status)
    {
        if (status.Accepted < Accepted || status.Received < Received || status.Bytes < BytesArrived)
        {
            return ErrorCode.StatusWentBack;
        }

        if (status.Received > Sent || status.Bytes > BytesSent)
        {
            return ErrorCode.AcknowledgedUnsent;
        }

        Accept(status.Accepted);
        Received = status.Received;
        BytesArrived = status.Bytes;
        return ErrorCode.None;
    }

    /// <summary>Writes the next data frame that the peer's window allows; false when there is none.</summary>
    public bool TryWriteNext(IBufferWriter<byte> output, out int written)
    {
        written = 0;
        if (Sent >= Released)
        {
            return false;
        }

        var message = Kept(Sent + 1);
        if (_offset == 0 && (message.IsBeingWithdrawn || !Allows(message)))
        {
            return false;
        }

        message.EverSent = true;
        written = WritePiece(message, output);
        return true;
    }

    /// <summary>Whether the peer takes a message of this length at all. Without a connection yet, its word is not known and everything is let in.</summary>
    public bool Fits(int length) =>
        _peer.MaxBody == 0 || (length <= _peer.MaxMessage && (_pieces || length <= _peer.MaxBody - Limits.FirstPieceOverhead));

    private bool Allows(OutgoingMessage message)
    {
        var first = message.Sequence == Accepted + 1;
        return first
            || (message.Sequence - Accepted <= (ulong)_peer.WindowMessages && message.BytesUpTo - _acceptedBytes <= (ulong)_peer.WindowBytes);
    }

    private int WritePiece(OutgoingMessage message, IBufferWriter<byte> output)
    {
        Span<byte> space = stackalloc byte[Limits.FirstPieceOverhead];
        var head = new FieldWriter(space);
        head.UInt64(message.Sequence);
        var flags = FrameFlags.None;
        if (_offset == 0)
        {
            flags |= FrameFlags.First | (message.IsWithdrawn ? FrameFlags.Withdrawn : FrameFlags.None);
            _checksum = Checksum.Of(message.Payload.Span);
            head.UInt32((uint)message.Payload.Length);
            head.UInt32(_checksum);
        }

        var piece = Math.Min(message.Payload.Length - _offset, _peer.MaxBody - head.Written.Length);
        var last = _offset + piece == message.Payload.Length;
        FrameWriter.Write(output, FrameKind.Data, last ? flags | FrameFlags.Last : flags, head.Written, message.Payload.Span.Slice(_offset, piece));
        BytesSent += (ulong)piece;
        _offset = last ? 0 : _offset + piece;
        Sent = last ? message.Sequence : Sent;
        return Frame.HeaderSize + head.Written.Length + piece + Frame.TrailerSize;
    }

    private void Accept(ulong upTo)
    {
        for (; Accepted < upTo && Accepted < Released; Accepted++)
        {
            var message = _kept[_forgotten];
            _kept[_forgotten++] = null!;
            _acceptedBytes = message.BytesUpTo;
            Settled.Enqueue(message);
        }

        // Now and then, so that the cost of moving the rest is paid once per many messages.
        if (_forgotten > 1024 && _forgotten > _kept.Count / 2)
        {
            _kept.RemoveRange(0, _forgotten);
            _forgotten = 0;
        }
    }

    private bool Keeps(OutgoingMessage message) => message.Sequence > Accepted && message.Sequence <= Assigned && Kept(message.Sequence) == message;

    private int IndexOf(ulong sequence) => _forgotten + (int)(sequence - Accepted - 1);

    private OutgoingMessage Kept(ulong sequence) => _kept[IndexOf(sequence)];
}
