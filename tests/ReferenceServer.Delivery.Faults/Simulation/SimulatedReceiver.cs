using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Security;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>The receiving process: a server with one table of sessions, and an application whose effects carry the number of their message.</summary>
internal sealed class SimulatedReceiver(World world, Random random) : SimulatedProcess(world, random)
{
    private readonly Queue<IncomingMessage> _toStore = new();
    private readonly Queue<(ulong Sequence, ReadOnlyMemory<byte> Payload, bool Withdrawn)> _toHandle = new();
    private SessionTable _table = null!;
    private bool _storing;
    private bool _handling;

    // The application's own database: the last message whose effect it has. It survives, and so an effect is had once though a handler may be called again after a crash.
    private ulong _effects;
    private ulong _handledInThisLife;

    public bool IsDone => IsAlive && _toHandle.Count == 0 && _toStore.Count == 0 && !_storing && !_handling;

    public bool HasForGood(ulong sequence) => Disk.State.Sessions.Values.Any(session => session.Accepted >= sequence);

    public Wire.End? Accept()
    {
        if (!IsAlive)
        {
            return null;
        }

        var wire = Wire.Between(World, Random);
        Hello? hello = null;
        byte[]? challenge = null;
        wire.Server.OnEnd = World.Ended;
        wire.Server.OnFrame = Guard(wire.Server, frame =>
        {
            if (hello is null)
            {
                var error = Hello.Read(frame, out hello);
                if (error != ErrorCode.None)
                {
                    SayBye(wire.Server, error);
                    return;
                }

                challenge = new byte[Token.Size];
                Random.NextBytes(challenge);
                var written = new ArrayBufferWriter<byte>();
                Token.Write(written, FrameKind.Challenge, challenge);
                wire.Server.Send(written);
            }
            else if (challenge is { } asked)
            {
                challenge = null;
                var fine = Token.Read(frame, FrameKind.Proof, out var proof) == ErrorCode.None && Proof.Same(proof, Proof.OfClient("secret"u8, asked, hello.ToBody()));
                if (fine)
                {
                    Claim(wire.Server, hello);
                }
                else
                {
                    // Not "not authenticated", which would stop the client for good: here it is a flipped or doubled frame.
                    SayBye(wire.Server, ErrorCode.UnexpectedFrame);
                }
            }
            else
            {
                SayBye(wire.Server, ErrorCode.UnexpectedFrame);
            }
        });
        return wire.Client;
    }

    protected override void Restart()
    {
        _table = new SessionTable(World.Limits, PeerLimits.Default);
        foreach (var kept in Disk.State.Sessions.Values)
        {
            var session = new SessionState(kept.Id, kept.Peer, World.Limits);
            session.Restore(kept.Epoch, kept.Incarnation, kept.Accepted, kept.Acknowledged);
            _table.Add(session);
            Session = session;
            foreach (var record in kept.Unconsumed)
            {
                _toHandle.Enqueue((record.Number, record.Payload, record.Second == 1));
            }
        }

        _handledInThisLife = 0;
        Handle();
    }

    protected override void OnCrash()
    {
        _toStore.Clear();
        _toHandle.Clear();
        (_storing, _handling) = (false, false);
        Disk.Crash(Random.NextDouble() < World.Schedule.Rollback ? Random.Next(1, 4) : 0);
    }

    protected override void AfterFrame()
    {
        while (Session!.Arrived.TryDequeue(out var message))
        {
            if (World.Schedule.AcknowledgesTooEarly)
            {
                Session.Accept(message.Sequence);
            }

            if (World.Schedule.AfterHandler)
            {
                _toHandle.Enqueue((message.Sequence, message.Payload, message.IsWithdrawn));
            }
            else
            {
                _toStore.Enqueue(message);
            }
        }

        Store();
        Handle();
    }

    private Action<Frame> Guard(Wire.End end, Action<Frame> action)
    {
        var life = Life;
        return frame =>
        {
            if (life != Life || !IsAlive)
            {
                end.Close();
                return;
            }

            action(frame);
        };
    }

    private void Claim(Wire.End end, Hello hello)
    {
        var error = _table.Claim(hello, hello.Peer, out var session);
        if (error != ErrorCode.None)
        {
            World.Ended(error);
            SayBye(end, error);
            return;
        }

        var epoch = session!.Reserve(hello.Incarnation);
        Disk.Append(new StoreRecord(RecordKind.Session, session.Id, epoch, Peer: session.Peer, Incarnation: session.Incarnation), Mine(fine =>
        {
            if (!fine || session.Epoch != epoch || !end.IsOpen)
            {
                SayBye(end, fine ? ErrorCode.Superseded : ErrorCode.ShuttingDown);
                return;
            }

            Session = session;
            session.Attach(epoch, hello.Positions, hello.Limits, hello.Features, Clock);
            var written = new ArrayBufferWriter<byte>();
            new Welcome(Protocol.Version, Features.Pieces, epoch, session.Positions, World.Limits, default).Write(written);
            end.Send(written);
            Attach(end);
        }));
    }

    /// <summary>Messages go to the journal one batch at a time, and when it refuses, again later.</summary>
    private void Store()
    {
        if (_storing || _toStore.Count == 0)
        {
            return;
        }

        _storing = true;
        var session = Session!;
        var batch = _toStore.ToArray();
        foreach (var message in batch)
        {
            Disk.Append(new StoreRecord(RecordKind.Incoming, session.Id, message.Sequence, message.Payload, Second: message.IsWithdrawn ? 1UL : 0), Mine(fine =>
            {
                if (fine)
                {
                    _toStore.Dequeue();
                    session.SetStall(Stall.None);
                    session.Accept(message.Sequence);
                    _toHandle.Enqueue((message.Sequence, message.Payload, message.IsWithdrawn));
                }
                else
                {
                    session.SetStall(Stall.StoreFull);
                }

                if (message.Sequence == batch[^1].Sequence)
                {
                    _storing = false;
                    World.In(fine ? 0 : 200, Mine(Store));
                }

                Flush();
                Handle();
            }));
        }
    }

    private void Handle()
    {
        if (_handling || !_toHandle.TryPeek(out var message))
        {
            return;
        }

        _handling = true;
        World.In(Random.Next(0, 30), Mine(() =>
        {
            Effect(message);
            Record(message.Sequence);
        }));
    }

    private void Effect((ulong Sequence, ReadOnlyMemory<byte> Payload, bool Withdrawn) message)
    {
        if (message.Withdrawn)
        {
            _effects = Math.Max(_effects, message.Sequence);
            return;
        }

        // Called again in the same life is the protocol's fault; called again after a crash is what the application's own number is for.
        if (message.Sequence > _effects || World.Schedule.ForgetsItsEffects || message.Sequence <= _handledInThisLife)
        {
            World.Ledger.Delivered(BinaryPrimitives.ReadUInt64BigEndian(message.Payload.Span), message.Payload.Span);
            _effects = Math.Max(_effects, message.Sequence);
        }

        _handledInThisLife = message.Sequence;
    }

    private void Record(ulong sequence)
    {
        var session = Session!;
        Disk.Append(new StoreRecord(RecordKind.Consumed, session.Id, sequence), Mine(fine =>
        {
            // After the journal the record only saves work at a restart; after the handler the acknowledgement waits for it.
            if (!fine && World.Schedule.AfterHandler)
            {
                World.In(100, Mine(() => Record(sequence)));
                return;
            }

            session.Accept(sequence);
            _toHandle.Dequeue();
            _handling = false;
            Flush();
            Handle();
        }));
    }
}
