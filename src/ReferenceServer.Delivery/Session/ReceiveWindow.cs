using System;
using System.Buffers;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Session;

/// <summary>A message that arrived whole and unmodified.</summary>
/// <param name="Sequence">Its place in the session.</param>
/// <param name="Payload">Its bytes, the receiver's own copy.</param>
/// <param name="IsWithdrawn">Whether the number came without a message: its sender withdrew it.</param>
public readonly record struct IncomingMessage(ulong Sequence, ReadOnlyMemory<byte> Payload, bool IsWithdrawn);

/// <summary>
/// The receiving half of a session: puts pieces together, drops duplicates, refuses gaps and whatever exceeds the limits before buffering it. Pure state, not thread-safe.
/// </summary>
public sealed class ReceiveWindow(Limits own)
{
    private readonly Queue<int> _sizes = new();
    private long _inFlight;
    private byte[]? _partial;
    private int _filled;
    private uint _checksum;
    private bool _withdrawn;

    /// <summary>The last message accepted for good.</summary>
    public ulong Accepted { get; private set; }

    /// <summary>The last message received whole.</summary>
    public ulong Received { get; private set; }

    /// <summary>Message bytes received on this connection.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Bytes received and not yet accepted.</summary>
    public long InFlight => _inFlight;

    /// <summary>Takes up where a store left off.</summary>
    internal void Restore(ulong accepted) => Accepted = Received = accepted;

    /// <summary>A new connection: what had arrived of a message in pieces is forgotten.</summary>
    public void Attach()
    {
        _partial = null;
        Bytes = 0;
    }

    /// <summary>A data frame. <paramref name="message"/> is set when it completes a message that was not here before.</summary>
    public ErrorCode OnData(in Frame frame, out IncomingMessage? message)
    {
        message = null;
        var fields = new FieldReader(frame.Body);
        var sequence = fields.UInt64();
        var first = frame.Flags.HasFlag(FrameFlags.First);
        var total = first ? fields.UInt32() : 0;
        var checksum = first ? fields.UInt32() : 0;
        if (frame.Body.Length < (first ? Limits.FirstPieceOverhead : sizeof(ulong)) || sequence == 0 || frame.Flags > (FrameFlags)7)
        {
            return ErrorCode.MalformedBody;
        }

        if (sequence > Received + 1)
        {
            return ErrorCode.SequenceGap;
        }

        var piece = frame.Body.Slice(frame.Body.Length - fields.Remaining);
        Bytes += (ulong)piece.Length;
        if (sequence <= Received)
        {
            return ErrorCode.None;
        }

        var error = first ? Begin(total, checksum, frame.Flags.HasFlag(FrameFlags.Withdrawn)) : _partial is null ? ErrorCode.PieceOutOfPlace : ErrorCode.None;
        return error == ErrorCode.None ? Continue(piece, frame.Flags, ref message) : error;
    }

    /// <summary>Everything up to here is accepted for good.</summary>
    public void Accept(ulong upTo)
    {
        for (; Accepted < upTo && Accepted < Received; Accepted++)
        {
            _inFlight -= _sizes.Dequeue();
        }
    }

    private ErrorCode Begin(uint total, uint checksum, bool withdrawn)
    {
        if (_partial is not null)
        {
            return ErrorCode.PieceOutOfPlace;
        }

        if (total > own.MaxMessage)
        {
            return ErrorCode.MessageTooLarge;
        }

        var alone = Received == Accepted;
        if (!alone && (Received + 1 - Accepted > (ulong)own.WindowMessages || _inFlight + total > own.WindowBytes))
        {
            return ErrorCode.WindowExceeded;
        }

        if (withdrawn && total != 0)
        {
            return ErrorCode.MalformedBody;
        }

        // Not cleared: it is handed on only when every byte of it has come.
        (_partial, _filled, _checksum, _withdrawn) = (GC.AllocateUninitializedArray<byte>((int)total), 0, checksum, withdrawn);
        return ErrorCode.None;
    }

    private ErrorCode Continue(in ReadOnlySequence<byte> piece, FrameFlags flags, ref IncomingMessage? message)
    {
        var whole = _partial!;
        var last = flags.HasFlag(FrameFlags.Last);
        if (piece.Length > whole.Length - _filled || last != (piece.Length == whole.Length - _filled))
        {
            return ErrorCode.PieceOutOfPlace;
        }

        piece.CopyTo(whole.AsSpan(_filled));
        _filled += (int)piece.Length;
        if (!last)
        {
            return ErrorCode.None;
        }

        _partial = null;
        if (Checksum.Of(whole) != _checksum)
        {
            return ErrorCode.MessageCorrupt;
        }

        Received++;
        _sizes.Enqueue(whole.Length);
        _inFlight += whole.Length;
        message = new IncomingMessage(Received, whole, _withdrawn);
        return ErrorCode.None;
    }
}
