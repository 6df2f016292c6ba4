using System;
using System.Buffers;
using System.Collections.Generic;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Session;

/// <summary>
/// One session as one side sees it: pure state, no clock, no socket, no thread. Times are passed in, from any clock that mostly goes forward.
/// Everything here is called under one lock.
/// </summary>
public sealed class SessionState(SessionId id, string peer, Limits own)
{
    /// <summary>How many of the peer's heartbeat intervals may pass without a byte, or without progress.</summary>
    public const int MissedHeartbeats = 3;

    private readonly Queue<IncomingMessage> _arrived = new();
    private Limits _peerLimits;
    private TimeSpan _clock;
    private TimeSpan _now;
    private TimeSpan _heard;
    private TimeSpan _progressed;
    private TimeSpan _told;
    private Status _lastTold;
    private bool _statusDue;

    /// <summary>The session's id.</summary>
    public SessionId Id => id;

    /// <summary>Who the session belongs to: the client's proven name. On the client, its own.</summary>
    public string Peer => peer;

    /// <summary>The number of the latest attachment.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Which start of the client's process the session belongs to.</summary>
    public Incarnation Incarnation { get; private set; }

    /// <summary>Whether a connection is attached.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>The sending half.</summary>
    public SendWindow Outgoing { get; } = new();

    /// <summary>The receiving half.</summary>
    public ReceiveWindow Incoming { get; } = new(own);

    /// <summary>What arrived and waits to be accepted; the caller takes it out.</summary>
    public Queue<IncomingMessage> Arrived => _arrived;

    /// <summary>Why this side accepts nothing for the moment; told to the peer.</summary>
    public Stall Stall { get; private set; }

    /// <summary>Why the peer accepts nothing for the moment, as it last told.</summary>
    public Stall PeerStall { get; private set; }

    /// <summary>Where this side stands.</summary>
    public Positions Positions => new(Incoming.Accepted, Incoming.Received, Outgoing.Accepted, Outgoing.Released);

    /// <summary>What this side takes.</summary>
    public Limits Limits => own;

    /// <summary>Takes up where a store left off.</summary>
    public void Restore(ulong epoch, Incarnation incarnation, ulong incomingAccepted, ulong outgoingAccepted)
    {
        (Epoch, Incarnation) = (epoch, incarnation);
        Incoming.Restore(incomingAccepted);
        Outgoing.Restore(outgoingAccepted);
    }

    /// <summary>The client's first frame.</summary>
    public Hello Hello(Features features) => new((Protocol.Version, Protocol.Version), features, id, Incarnation, Epoch, Positions, own, peer);

    /// <summary>Server: whether the client that claims this session can go on with it.</summary>
    public ErrorCode Check(Hello hello)
    {
        if (hello.Incarnation != Incarnation && hello.Incarnation.Count <= Incarnation.Count)
        {
            return ErrorCode.ClaimedByAnother;
        }

        return hello.Epoch > Epoch ? ErrorCode.EpochFromFuture : Check(hello.Positions);
    }

    /// <summary>Client: whether the server still has this session as the client knows it.</summary>
    public ErrorCode Check(Welcome welcome) => welcome.Epoch <= Epoch ? ErrorCode.EpochFromFuture : Check(welcome.Positions);

    private ErrorCode Check(in Positions theirs)
    {
        // It accepted what was never sent from here: one of the two was rolled back, and it cannot be told which.
        if (theirs.Received > Outgoing.Released)
        {
            return ErrorCode.AcknowledgedUnsent;
        }

        var weLostWhatWeAccepted = theirs.Acknowledged > Incoming.Accepted;
        var theyLostWhatTheyAccepted = theirs.Accepted < Outgoing.Accepted;
        var theyLostWhatTheySent = theirs.Assigned < Incoming.Received;
        return weLostWhatWeAccepted || theyLostWhatTheyAccepted || theyLostWhatTheySent ? ErrorCode.PositionLost : ErrorCode.None;
    }

    /// <summary>Server: reserves the next epoch for this claimant; the store records both before the WELCOME is sent.</summary>
    public ulong Reserve(Incarnation claimant)
    {
        Incarnation = claimant;
        return ++Epoch;
    }

    /// <summary>A connection takes over; whichever had the session before has it no more.</summary>
    public void Attach(ulong epoch, in Positions theirs, in Limits limits, Features features, TimeSpan now)
    {
        Advance(now);
        Epoch = epoch;
        _peerLimits = limits;
        Outgoing.Attach(limits, features.HasFlag(Features.Pieces), theirs.Accepted, theirs.Received);
        Incoming.Attach();
        IsAttached = true;
        (_heard, _progressed, _told, _statusDue, PeerStall) = (_now, _now, _now, true, Stall.None);
        _lastTold = default;
    }

    /// <summary>The connection is gone.</summary>
    public void Detach() => IsAttached = false;

    /// <summary>A frame from the attached connection.</summary>
    /// <returns>Why the connection must end, or none.</returns>
    public ErrorCode OnFrame(in Frame frame, TimeSpan now)
    {
        Advance(now);
        _heard = _now;
        switch (frame.Kind)
        {
            case FrameKind.Data:
                var error = Incoming.OnData(frame, out var message);
                if (message is { } whole)
                {
                    _arrived.Enqueue(whole);
                }

                return error;
            case FrameKind.Status:
                return Status.Read(frame, out var status) is var bad && bad != ErrorCode.None ? bad : OnStatus(status);
            default:
                return ErrorCode.UnexpectedFrame;
        }
    }

    /// <summary>Bytes came, though no whole frame yet: the peer lives.</summary>
    public void OnBytes(TimeSpan now)
    {
        Advance(now);
        _heard = _now;
    }

    /// <summary>Everything up to here is accepted for good; the peer is to be told.</summary>
    public void Accept(ulong upTo)
    {
        Incoming.Accept(upTo);
        _statusDue = true;
    }

    /// <summary>Tells the peer why nothing is accepted, or that it is again.</summary>
    public void SetStall(Stall stall)
    {
        _statusDue |= Stall != stall;
        Stall = stall;
    }

    /// <summary>Whether the connection has to end because of what did not happen.</summary>
    public ErrorCode OnTick(TimeSpan now)
    {
        Advance(now);
        var patience = MissedHeartbeats * _peerLimits.Heartbeat;
        if (_now - _heard >= patience)
        {
            return ErrorCode.PeerSilent;
        }

        return Outgoing.AwaitsArrival && _now - _progressed >= patience ? ErrorCode.NoProgress : ErrorCode.None;
    }

    /// <summary>Writes what is due: first the status, then messages as far as the peer's window allows and until about <paramref name="budget"/> bytes are written.</summary>
    /// <returns>Whether anything was written.</returns>
    public bool Write(IBufferWriter<byte> output, int budget, TimeSpan now)
    {
        Advance(now);
        var wrote = WriteStatus(output);
        var awaited = Outgoing.AwaitsArrival;
        for (var left = budget; left > 0 && Outgoing.TryWriteNext(output, out var written); left -= written)
        {
            wrote = true;
        }

        if (!awaited)
        {
            _progressed = _now;
        }

        return wrote;
    }

    private bool WriteStatus(IBufferWriter<byte> output)
    {
        var status = new Status(Incoming.Accepted, Incoming.Received, Incoming.Bytes, Stall);
        if (!(_statusDue && status != _lastTold) && _now - _told < own.Heartbeat)
        {
            return false;
        }

        (_statusDue, _lastTold, _told) = (false, status, _now);
        status.Write(output);
        return true;
    }

    private ErrorCode OnStatus(in Status status)
    {
        var (received, bytes) = (Outgoing.Received, Outgoing.BytesArrived);
        var error = Outgoing.OnStatus(status);
        PeerStall = status.Stall;
        if (Outgoing.Received > received || Outgoing.BytesArrived > bytes)
        {
            _progressed = _now;
        }

        return error;
    }

    /// <summary>Time here only adds up what passed: a clock set back stops it for an instant, not until the clock is where it was.</summary>
    private void Advance(TimeSpan now)
    {
        _now += now > _clock ? now - _clock : TimeSpan.Zero;
        _clock = now;
    }
}
