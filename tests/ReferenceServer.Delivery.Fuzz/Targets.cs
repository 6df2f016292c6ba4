using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Fuzz;

/// <summary>
/// What the fuzzer calls. Each takes any bytes, and throws when something holds that never may. Two of them put the right checksums to what they are given, for behind a checksum no fuzzer gets by chance.
/// </summary>
public static class Targets
{
    private const int BodyLimit = 256;
    private static readonly Limits s_limits = new(4096, BodyLimit, 2000, 8, TimeSpan.FromSeconds(1));

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, (Action<byte[]> Run, Func<IEnumerable<byte[]>> Samples)> All { get; } = new Dictionary<string, (Action<byte[]>, Func<IEnumerable<byte[]>>)>
    {
        ["frames"] = (Frames, () => Scripts().Select(ToFrames)),
        ["sealed-frames"] = (script => Frames(ToFrames(script)), Scripts),
        ["journal"] = (batches => Journal([.. JournalFormat.FileHeader(1), .. batches]), () => Journals().Select(ToBatches)),
        ["sealed-journal"] = (script => Journal([.. JournalFormat.FileHeader(1), .. ToBatches(script)]), Journals),
    };

    /// <summary>A stream of frames, into a session: whole, and byte after byte.</summary>
    private static void Frames(byte[] stream)
    {
        var (whole, split) = (Read(new ReadOnlySequence<byte>(stream)), Read(Segments(stream)));
        Must(whole.Error == split.Error && whole.Frames.Count == split.Frames.Count, "where the stream is split makes no difference");
        var output = new ArrayBufferWriter<byte>();
        foreach (var frame in whole.Frames)
        {
            FrameWriter.Write(output, frame.Kind, frame.Flags, frame.Body.ToArray());
        }

        Must(stream.AsSpan(0, output.WrittenCount).SequenceEqual(output.WrittenSpan), "what was read is what the writer writes");
        Must(whole.Error != ErrorCode.None || stream.Length - output.WrittenCount < Frame.HeaderSize + Math.Max(BodyLimit, Frame.ControlBodyLimit) + Frame.TrailerSize, "no more is awaited than the largest frame");

        var session = new SessionState(new SessionId("0123456789abcdef"u8), "peer", s_limits);
        session.Restore(0, new Incarnation(1, 1), 0, 0);
        session.Outgoing.Assign(new OutgoingMessage(new byte[10]));
        session.Outgoing.Release(1);
        session.Attach(1, default, s_limits, Features.Pieces, TimeSpan.Zero);
        session.Write(output, 1000, TimeSpan.Zero);
        foreach (var frame in whole.Frames)
        {
            Bodies(frame);
            if (frame.Kind is FrameKind.Data or FrameKind.Status && session.OnFrame(frame, TimeSpan.Zero) != ErrorCode.None)
            {
                break;
            }

            while (session.Arrived.TryDequeue(out var message))
            {
                Must(message.Payload.Length <= s_limits.MaxMessage, "no message is longer than allowed");
            }

            Must(session.Incoming.InFlight <= Math.Max(s_limits.WindowBytes, s_limits.MaxMessage), "no more is kept than the window");
        }
    }

    /// <summary>What is in control frames: what is read without an error is what would be written.</summary>
    private static void Bodies(in Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        if (frame.Kind == FrameKind.Hello && Hello.Read(frame, out var hello) == ErrorCode.None)
        {
            Must(hello!.ToBody().AsSpan().SequenceEqual(frame.Body.ToArray()), "a proof is made over what was sent");
        }
        else if (frame.Kind == FrameKind.Welcome && Welcome.Read(frame, out var welcome) == ErrorCode.None)
        {
            welcome!.Write(output);
            Must(output.WrittenSpan[Frame.HeaderSize..^Frame.TrailerSize].SequenceEqual(frame.Body.ToArray()), "a WELCOME is what was sent");
        }
        else if (frame.Kind == FrameKind.Status && Status.Read(frame, out var status) == ErrorCode.None)
        {
            status.Write(output);
            Must(output.WrittenSpan[Frame.HeaderSize..^Frame.TrailerSize].SequenceEqual(frame.Body.ToArray()), "a STATUS is what was sent");
        }
        else if (frame.Kind == FrameKind.Bye)
        {
            _ = Bye.Read(frame, out _);
        }
        else if (frame.Kind is FrameKind.Challenge or FrameKind.Proof && Token.Read(frame, frame.Kind, out var token) == ErrorCode.None)
        {
            Must(token.AsSpan().SequenceEqual(frame.Body.ToArray()), "a token is what was sent");
        }
    }

    /// <summary>A journal file.</summary>
    private static void Journal(byte[] file)
    {
        var (records, damage, end) = ReadJournal(file);
        var last = (long)JournalFormat.FileHeaderSize;
        foreach (var stretch in damage)
        {
            Must(stretch.Offset >= last && stretch.Length > 0 && stretch.Offset + stretch.Length <= file.Length, "damage lies in the file, in order");
            last = stretch.Offset + stretch.Length;
            Must(stretch.IsTail == (last == file.Length), "the tail is the last");
        }

        Must(end == (damage is [.., { IsTail: true } tail] ? tail.Offset : file.Length), "what is kept ends where the tail begins");
        var again = ReadJournal(file[..(int)end]);
        Must(again.End == end && again.Records.Count == records.Count && again.Damage.Count == damage.Count(stretch => !stretch.IsTail), "with the tail cut off, the rest reads as before");

        var state = new StoreState();
        foreach (var record in records)
        {
            // A gap is filled number by number: a journal's numbers are dense, those of a fuzzer are not. And a position stands before a session's messages, never behind one.
            var isNew = state.Find(record.Session) is { Accepted: 0, Assigned: 0, Consumed: 0, Acknowledged: 0 };
            if (record.Kind == RecordKind.Session || (record.Number <= 10_000 && (record.Kind != RecordKind.Position || (isNew && record.Second <= 10_000))))
            {
                state.Apply(record);
            }
        }

        var checkpoint = Encode(state.Checkpoint());
        var restored = new StoreState();
        Must(RecordCodec.TryReadAll(checkpoint, record => restored.Apply(record)), "a checkpoint can be read");
        Must(checkpoint.AsSpan().SequenceEqual(Encode(restored.Checkpoint())), "a checkpoint amounts to what it was made of");
        Must(restored.LiveBytes == state.LiveBytes, "live bytes are counted the same");
    }

    private static (List<StoreRecord> Records, List<JournalDamage> Damage, long End) ReadJournal(byte[] file)
    {
        var (records, damage) = (new List<StoreRecord>(), new List<JournalDamage>());
        var end = JournalFormat.Read(file, 1, records.Add, damage);
        return (records, damage, end);
    }

    private static byte[] Encode(IEnumerable<StoreRecord> records)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            RecordCodec.Write(output, record);
        }

        return output.WrittenSpan.ToArray();
    }

    private static (List<Frame> Frames, ErrorCode Error) Read(ReadOnlySequence<byte> rest)
    {
        var frames = new List<Frame>();
        while (true)
        {
            switch (FrameReader.Read(ref rest, BodyLimit, out var frame, out var error))
            {
                case FrameFound.Frame:
                    frames.Add(frame);
                    break;
                default:
                    return (frames, error);
            }
        }
    }

    /// <summary>A script as frames with right checksums: kind, flags, length (1 each), body.</summary>
    private static byte[] ToFrames(byte[] script)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var rest = script.AsSpan(); rest.Length >= 3;)
        {
            var body = rest.Slice(3, Math.Min(rest[2], rest.Length - 3));
            FrameWriter.Write(output, (FrameKind)rest[0], (FrameFlags)rest[1], body);
            rest = rest[(3 + body.Length)..];
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>A script as batches with right checksums: damage (1; where to flip a bit, 0 for nowhere), length (2), records.</summary>
    private static byte[] ToBatches(byte[] script)
    {
        var file = new List<byte>();
        for (var rest = script.AsSpan(); rest.Length >= 3;)
        {
            var records = rest.Slice(3, Math.Min((rest[1] << 8) | rest[2], rest.Length - 3));
            var batch = new byte[JournalFormat.BatchHeaderSize + records.Length];
            records.CopyTo(batch.AsSpan(JournalFormat.BatchHeaderSize));
            JournalFormat.Seal(batch, 1, JournalFormat.FileHeaderSize + file.Count);
            if (rest[0] != 0)
            {
                batch[rest[0] % batch.Length] ^= 1;
            }

            file.AddRange(batch);
            rest = rest[(3 + records.Length)..];
        }

        return [.. file];
    }

    private static IEnumerable<byte[]> Scripts()
    {
        var hello = new Hello((1, 1), Features.Pieces, new SessionId("0123456789abcdef"u8), new Incarnation(1, 2), 0, default, s_limits, "peer");
        yield return [(byte)FrameKind.Hello, 0, (byte)hello.ToBody().Length, .. hello.ToBody(), (byte)FrameKind.Proof, 0, 32, .. new byte[32]];
        yield return [(byte)FrameKind.Challenge, 0, 32, .. new byte[32], (byte)FrameKind.Welcome, 0, 101, .. new Welcome(1, Features.Pieces, 1, default, s_limits, default).ToProvenBody(), .. new byte[32]];
        byte[] one = [0, 0, 0, 0, 0, 0, 0, 1];
        var payload = "a message"u8.ToArray();
        byte[] first = [.. one, 0, 0, 0, (byte)payload.Length, .. Big(Checksum.Of(payload))];
        yield return [(byte)FrameKind.Data, 3, (byte)(first.Length + payload.Length), .. first, .. payload, (byte)FrameKind.Status, 0, 26, .. new byte[26]];
        yield return [(byte)FrameKind.Data, 1, (byte)(first.Length + 4), .. first, .. payload[..4], (byte)FrameKind.Data, 2, (byte)(8 + payload.Length - 4), .. one, .. payload[4..]];
        yield return [(byte)FrameKind.Status, 0, 26, .. one, .. one, .. new byte[7], 10, 0, 0, (byte)FrameKind.Bye, 0, 6, 0, 52, .. "stop"u8];
    }

    private static IEnumerable<byte[]> Journals()
    {
        var session = new SessionId("0123456789abcdef"u8);
        var start = new StoreRecord(RecordKind.Session, session, 1, Peer: "peer", Incarnation: new Incarnation(1, 2));
        yield return Batch(start, Message(RecordKind.Incoming, 1), Message(RecordKind.Outgoing, 1));
        yield return [.. Batch(start, Message(RecordKind.Outgoing, 1)), .. Batch(Message(RecordKind.Outgoing, 2)), .. Batch(Message(RecordKind.Withdrawn, 2), Message(RecordKind.Acknowledged, 1))];
        yield return [.. Batch(start, new StoreRecord(RecordKind.Position, session, 3, Second: 4), Message(RecordKind.Incoming, 4)), .. Batch(Message(RecordKind.Consumed, 4), Message(RecordKind.Closed, 0))];

        StoreRecord Message(RecordKind kind, ulong number) => new(kind, session, number, kind is RecordKind.Incoming or RecordKind.Outgoing ? "bytes"u8.ToArray() : default);

        static byte[] Batch(params StoreRecord[] records)
        {
            var bytes = Encode(records);
            return [0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
        }
    }

    private static byte[] Big(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static ReadOnlySequence<byte> Segments(byte[] bytes)
    {
        Segment? first = null;
        Segment? last = null;
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = new Segment(bytes.AsMemory(at, 1), at);
            first ??= next;
            last?.Before(next);
            last = next;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, 1);
    }

    private static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"It does not hold that {what}.");
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public void Before(Segment next) => Next = next;
    }
}
