using System;
using System.Buffers;
using System.Linq;
using ReferenceServer.Delivery.Security;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Faults.Simulation;

/// <summary>The sending process: takes messages into its outbox, connects again and again, and notes what it is told.</summary>
internal sealed class SimulatedSender(World world, Random random) : SimulatedProcess(world, random)
{
    private readonly SessionId _id = new(Enumerable.Repeat((byte)7, SessionId.Size).ToArray());
    private ulong _offered;
    private int _pending;
    private Wire.End? _connecting;
    private TimeSpan _since;

    public bool IsDone => IsAlive && Session is { } session && _pending == 0 && session.Outgoing.KeptMessages == 0;

    public void OfferNext()
    {
        if (!IsAlive || Session is null || World.SessionLost != ErrorCode.None)
        {
            return;
        }

        var number = ++_offered;
        var payload = World.Payload(number);
        World.Ledger.Offered(number, payload);
        var message = new Numbered(number, payload);
        Session.Outgoing.Assign(message);
        _pending++;
        Disk.Append(new StoreRecord(RecordKind.Outgoing, _id, message.Sequence, payload), Mine(fine => Stored(message, fine)));
        if (Random.NextDouble() < World.Schedule.Withdraw)
        {
            World.In(Random.Next(0, 200), Mine(() => Withdraw(message)));
        }
    }

    protected override void Restart()
    {
        _pending = 0;
        var session = Session = new SessionState(_id, "sender", World.Limits);
        var kept = Disk.State.Find(_id);
        var incarnation = new Incarnation((kept?.Incarnation.Count ?? 0) + 1, (uint)Random.Next());
        session.Restore(kept?.Epoch ?? 0, incarnation, kept?.Accepted ?? 0, kept?.Acknowledged ?? 0);
        foreach (var record in kept?.Unacknowledged.ToArray() ?? [])
        {
            var withdrawn = kept!.Withdrawn.Contains(record.Number);
            session.Outgoing.RestoreMessage(new Numbered(withdrawn ? 0 : BitConverter.ToUInt64([.. record.Payload.Span[..8].ToArray().Reverse()]), record.Payload), withdrawn);
        }

        Record(session.Epoch, () => { });
    }

    protected override void OnCrash()
    {
        // What the outbox may have or not when the process dies, its sender was never told: it counts neither way.
        _connecting?.Close();
        _connecting = null;
        Disk.Crash();
    }

    protected override void OnTick()
    {
        if (Attached is null && _connecting is null && World.SessionLost == ErrorCode.None)
        {
            World.In(Random.Next(0, 1000), Mine(Connect));
        }

        if (_connecting is { } stuck && World.Now - _since > TimeSpan.FromSeconds(5))
        {
            GiveUp(stuck, ErrorCode.HandshakeTooSlow);
        }
    }

    protected override void AfterFrame()
    {
        while (Session!.Outgoing.Settled.TryDequeue(out var settled))
        {
            var message = (Numbered)settled;
            Disk.Append(new StoreRecord(RecordKind.Acknowledged, _id, message.Sequence), _ => { });
            if (!message.IsWithdrawn)
            {
                World.Ledger.Acknowledged(message.Number, World.Receiver.HasForGood(message.Sequence));
            }
        }
    }

    private void Stored(Numbered message, bool fine)
    {
        if (fine)
        {
            _pending--;
            if (!message.IsWithdrawn && !message.IsBeingWithdrawn)
            {
                World.Ledger.Taken(message.Number);
            }

            Session!.Outgoing.Release(message.Sequence);
            Flush();
            return;
        }

        foreach (var refused in Session!.Outgoing.Refuse(message))
        {
            _pending--;
            World.Ledger.TakenBack(((Numbered)refused).Number);
        }
    }

    private void Withdraw(Numbered message)
    {
        if (Session!.Outgoing.TryWithdraw(message))
        {
            Disk.Append(new StoreRecord(RecordKind.Withdrawn, _id, message.Sequence), Mine(fine =>
            {
                // Only when the store knows it, too, may its sender be told: a restart would send it after all.
                Session.Outgoing.EndWithdrawal(message, fine);
                if (fine)
                {
                    World.Ledger.TakenBack(message.Number);
                }

                Flush();
            }));
            World.Ledger.Doubtful(message.Number);
        }
    }

    private void Record(ulong epoch, Action then)
    {
        var session = Session!;
        Disk.Append(new StoreRecord(RecordKind.Session, _id, epoch, Peer: "sender", Incarnation: session.Incarnation), Mine(fine =>
        {
            if (fine)
            {
                then();
            }
            else
            {
                World.In(100, Mine(() => Record(epoch, then)));
            }
        }));
    }

    private void Connect()
    {
        // The start is counted on disk before anybody hears of it.
        if (Attached is not null || _connecting is not null || Session is null || Disk.State.Find(_id)?.Incarnation != Session.Incarnation)
        {
            return;
        }

        var end = World.Receiver.Accept();
        if (end is null)
        {
            return;
        }

        (_connecting, _since) = (end, World.Now);
        var hello = Session.Hello(Features.Pieces);
        end.OnEnd = code => GiveUp(end, code);
        end.OnFrame = frame => OnHandshake(end, hello, frame);
        var written = new ArrayBufferWriter<byte>();
        hello.Write(written);
        end.Send(written);
    }

    private void OnHandshake(Wire.End end, Hello hello, in Frame frame)
    {
        if (_connecting != end || Session is not { } session)
        {
            return;
        }

        switch (frame.Kind)
        {
            case FrameKind.Challenge when Token.Read(frame, FrameKind.Challenge, out var challenge) == ErrorCode.None:
                var written = new ArrayBufferWriter<byte>();
                Token.Write(written, FrameKind.Proof, Proof.OfClient("secret"u8, challenge, hello.ToBody()));
                end.Send(written);
                break;
            case FrameKind.Welcome when Welcome.Read(frame, out var welcome) == ErrorCode.None:
                var error = session.Check(welcome!);
                if (error != ErrorCode.None)
                {
                    SessionLost(error);
                    GiveUp(end, error);
                    return;
                }

                _connecting = null;
                session.Attach(welcome!.Epoch, welcome.Positions, welcome.Limits, welcome.Features, Clock);
                Disk.Append(new StoreRecord(RecordKind.Session, _id, welcome.Epoch, Peer: "sender", Incarnation: session.Incarnation), _ => { });
                AfterFrame();
                Attach(end);
                break;
            case FrameKind.Bye when Bye.Read(frame, out var bye) == ErrorCode.None:
                if (bye.Code.EndsSession() || bye.Code.NeedsHelp())
                {
                    SessionLost(bye.Code);
                }

                GiveUp(end, bye.Code);
                break;
            default:
                GiveUp(end, ErrorCode.UnexpectedFrame);
                break;
        }
    }

    private void SessionLost(ErrorCode code) => World.SessionLost = code;

    private void GiveUp(Wire.End end, ErrorCode code)
    {
        World.Ended(code);
        end.Close();
        if (_connecting == end)
        {
            _connecting = null;
        }
    }

    private sealed class Numbered(ulong number, ReadOnlyMemory<byte> payload) : OutgoingMessage(payload)
    {
        public ulong Number => number;
    }
}
