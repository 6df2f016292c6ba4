using System;
using System.Buffers;
using System.Text;

namespace ReferenceServer.Delivery.Wire;

/// <summary>Where one side stands in a session. Sequence numbers begin at 1; 0 means "none yet".</summary>
/// <param name="Accepted">The last message of the other side that this side has accepted for good, in its durability mode.</param>
/// <param name="Received">The last message of the other side that is here in memory; at least <paramref name="Accepted"/>.</param>
/// <param name="Acknowledged">The last message of this side of which it knows that the other has accepted it.</param>
/// <param name="Assigned">The last sequence number that this side has given to a message of its own.</param>
public readonly record struct Positions(ulong Accepted, ulong Received, ulong Acknowledged, ulong Assigned)
{
    internal const int Size = 32;

    internal void Write(ref FieldWriter fields)
    {
        fields.UInt64(Accepted);
        fields.UInt64(Received);
        fields.UInt64(Acknowledged);
        fields.UInt64(Assigned);
    }

    internal static Positions Read(ref FieldReader fields) => new(fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64());

    internal bool AreSane => Accepted <= Received && Acknowledged <= Assigned;
}

/// <summary>
/// Which start of the client's process speaks. The client's store counts the starts; the number drawn at each start tells apart two processes that began from copies of one store.
/// A session goes over to a higher count; an equal count with another number, or a lower count, is somebody who must stop.
/// </summary>
/// <param name="Count">How often the session's owner was started; 1 for the first.</param>
/// <param name="Nonce">A random number drawn at this start.</param>
public readonly record struct Incarnation(uint Count, uint Nonce);

/// <summary>The first frame of a connection: the client says which session it claims, what it knows of it, and what it takes.</summary>
/// <param name="Versions">The lowest and highest protocol version it speaks.</param>
/// <param name="Features">The features it can use.</param>
/// <param name="Session">The session; the client chooses it at random when it opens one, so that a lost answer cannot open two.</param>
/// <param name="Incarnation">Which start of the client's process this is.</param>
/// <param name="Epoch">The highest epoch that it has seen in a WELCOME of this session; 0 for none.</param>
/// <param name="Positions">Where it stands.</param>
/// <param name="Limits">What it takes.</param>
/// <param name="Peer">The name it claims; who it is, is what it proves.</param>
public sealed record Hello(
    (byte Lowest, byte Highest) Versions, Features Features, SessionId Session, Incarnation Incarnation, ulong Epoch, Positions Positions, Limits Limits, string Peer)
{
    /// <summary>"NWRD": the first four bytes of the first body, in every version.</summary>
    public const uint Magic = 0x4E575244;

    /// <summary>The longest peer name, in bytes of UTF-8.</summary>
    public const int PeerNameLimit = 64;

    /// <summary>The body's bytes: what a proof is made over.</summary>
    public byte[] ToBody()
    {
        var name = Encoding.UTF8.GetBytes(Peer);
        var fields = new FieldWriter(new byte[Frame.ControlBodyLimit]);
        fields.UInt32(Magic);
        fields.Byte(Versions.Lowest);
        fields.Byte(Versions.Highest);
        fields.UInt32((uint)Features);
        fields.Bytes(Session.ToBytes());
        fields.UInt32(Incarnation.Count);
        fields.UInt32(Incarnation.Nonce);
        fields.UInt64(Epoch);
        Positions.Write(ref fields);
        LimitFields.Write(ref fields, Limits);
        fields.Byte(checked((byte)name.Length));
        fields.Bytes(name);
        return fields.Written.ToArray();
    }

    /// <summary>Writes the frame.</summary>
    public void Write(IBufferWriter<byte> output) => FrameWriter.Write(output, FrameKind.Hello, FrameFlags.None, ToBody());

    /// <summary>Reads a frame that was found to be a HELLO. A later version may append fields, which an older reader skips only when it can agree on a version it knows.</summary>
    public static ErrorCode Read(in Frame frame, out Hello? hello)
    {
        hello = null;
        var fields = new FieldReader(frame.Body);
        if (frame.Kind != FrameKind.Hello || fields.UInt32() != Magic)
        {
            return ErrorCode.NotThisProtocol;
        }

        var versions = (fields.Byte(), fields.Byte());
        if (Protocol.Agree(versions) == 0)
        {
            return ErrorCode.UnsupportedVersion;
        }

        var features = (Features)fields.UInt32();
        var session = new SessionId(fields.Bytes(SessionId.Size));
        var incarnation = new Incarnation(fields.UInt32(), fields.UInt32());
        var epoch = fields.UInt64();
        var positions = Positions.Read(ref fields);
        var limits = LimitFields.Read(ref fields);
        var length = fields.Byte();
        var name = fields.Bytes(Math.Min((int)length, PeerNameLimit));
        if (!fields.Ok || length > PeerNameLimit || !positions.AreSane || !limits.AreSane || session.IsNone)
        {
            return ErrorCode.MalformedBody;
        }

        hello = new Hello(versions, features, session, incarnation, epoch, positions, limits, Encoding.UTF8.GetString(name));

        // Bytes that are no UTF-8 would become a name that others may have, too.
        return Encoding.UTF8.GetBytes(hello.Peer).AsSpan().SequenceEqual(name) ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

/// <summary>The server's answer to a HELLO that it accepts.</summary>
/// <param name="Version">The version that both speak from here on.</param>
/// <param name="Features">The features that both can use.</param>
/// <param name="Epoch">The number of this attachment; higher than any before in this session.</param>
/// <param name="Positions">Where the server stands.</param>
/// <param name="Limits">What the server takes.</param>
/// <param name="Proof">The server's own proof, 32 bytes; zeros where no secret is shared.</param>
public sealed record Welcome(byte Version, Features Features, ulong Epoch, Positions Positions, Limits Limits, ReadOnlyMemory<byte> Proof)
{
    /// <summary>Bytes of a proof.</summary>
    public const int ProofSize = 32;

    /// <summary>The body's bytes before the proof: what the server's proof is made over.</summary>
    public byte[] ToProvenBody()
    {
        var fields = new FieldWriter(new byte[Frame.ControlBodyLimit]);
        fields.Byte(Version);
        fields.UInt32((uint)Features);
        fields.UInt64(Epoch);
        Positions.Write(ref fields);
        LimitFields.Write(ref fields, Limits);
        return fields.Written.ToArray();
    }

    /// <summary>Writes the frame.</summary>
    public void Write(IBufferWriter<byte> output) =>
        FrameWriter.Write(output, FrameKind.Welcome, FrameFlags.None, ToProvenBody(), Proof.IsEmpty ? new byte[ProofSize] : Proof.Span);

    /// <summary>Reads a frame that was found to be a WELCOME.</summary>
    public static ErrorCode Read(in Frame frame, out Welcome? welcome)
    {
        var fields = new FieldReader(frame.Body);
        var read = new Welcome(
            fields.Byte(), (Features)fields.UInt32(), fields.UInt64(), Positions.Read(ref fields), LimitFields.Read(ref fields), fields.Bytes(ProofSize));
        var fine = fields.Ok && read.Positions.AreSane && read.Limits.AreSane;
        welcome = fine ? read : null;
        return fine ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

/// <summary>Acknowledgement and heartbeat in one: sent when something was accepted, and at least once per heartbeat interval.</summary>
/// <param name="Accepted">The last message accepted for good; all before it are, too.</param>
/// <param name="Received">The last message received whole.</param>
/// <param name="Bytes">How many message bytes have been received on this connection: progress that a slow link makes inside one long message.</param>
/// <param name="Stall">Why nothing is being accepted at the moment.</param>
public readonly record struct Status(ulong Accepted, ulong Received, ulong Bytes, Stall Stall)
{
    private const int Size = 26;

    /// <summary>Writes the frame.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var fields = new FieldWriter(stackalloc byte[Size]);
        fields.UInt64(Accepted);
        fields.UInt64(Received);
        fields.UInt64(Bytes);
        fields.UInt16((ushort)Stall);
        FrameWriter.Write(output, FrameKind.Status, FrameFlags.None, fields.Written);
    }

    /// <summary>Reads a frame that was found to be a STATUS.</summary>
    public static ErrorCode Read(in Frame frame, out Status status)
    {
        var fields = new FieldReader(frame.Body);
        status = new Status(fields.UInt64(), fields.UInt64(), fields.UInt64(), (Stall)fields.UInt16());
        return fields.Ok && status.Accepted <= status.Received ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

/// <summary>Why a receiver that is well connected accepts nothing for the moment. The numbers travel in <see cref="Status"/>.</summary>
public enum Stall : ushort
{
    /// <summary>It does accept.</summary>
    None = 0,

    /// <summary>Its disk, or its share of it, is full.</summary>
    StoreFull = 1,

    /// <summary>Its message handler fails and is tried again.</summary>
    HandlerFails = 2,

    /// <summary>Messages that were accepted wait for the handler, as many as may.</summary>
    HandlerBehind = 3,
}

/// <summary>The last frame of a connection that ends on purpose.</summary>
/// <param name="Code">Why.</param>
/// <param name="Text">The same for a human reader, up to 200 bytes of UTF-8.</param>
public readonly record struct Bye(ErrorCode Code, string Text)
{
    private const int TextLimit = 200;

    /// <summary>Writes the frame.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var fields = new FieldWriter(stackalloc byte[sizeof(ushort)]);
        fields.UInt16((ushort)Code);
        var text = Encoding.UTF8.GetBytes(Text);
        FrameWriter.Write(output, FrameKind.Bye, FrameFlags.None, fields.Written, text.AsSpan(0, Math.Min(text.Length, TextLimit)));
    }

    /// <summary>Reads a frame that was found to be a BYE.</summary>
    public static ErrorCode Read(in Frame frame, out Bye bye)
    {
        var fields = new FieldReader(frame.Body);
        var code = (ErrorCode)fields.UInt16();
        var length = (int)Math.Min(fields.Remaining, TextLimit);
        bye = new Bye(code, Encoding.UTF8.GetString(fields.Bytes(length)));
        return fields.Ok ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

/// <summary>CHALLENGE and PROOF: 32 bytes each.</summary>
public static class Token
{
    /// <summary>Bytes of a challenge and of a proof.</summary>
    public const int Size = 32;

    /// <summary>Writes the frame.</summary>
    public static void Write(IBufferWriter<byte> output, FrameKind kind, ReadOnlySpan<byte> token) => FrameWriter.Write(output, kind, FrameFlags.None, token);

    /// <summary>Reads the 32 bytes of a frame of that kind.</summary>
    public static ErrorCode Read(in Frame frame, FrameKind kind, out byte[] token)
    {
        var fields = new FieldReader(frame.Body);
        token = fields.Bytes(Size);
        return frame.Kind != kind ? ErrorCode.UnexpectedFrame : fields.Ok ? ErrorCode.None : ErrorCode.MalformedBody;
    }
}

internal static class LimitFields
{
    public static void Write(ref FieldWriter fields, in Limits limits)
    {
        fields.UInt32((uint)limits.MaxMessage);
        fields.UInt32((uint)limits.MaxBody);
        fields.UInt32((uint)limits.WindowBytes);
        fields.UInt32((uint)limits.WindowMessages);
        fields.UInt32((uint)limits.Heartbeat.TotalMilliseconds);
    }

    public static Limits Read(ref FieldReader fields) =>
        new((int)fields.UInt32(), (int)fields.UInt32(), (int)fields.UInt32(), (int)fields.UInt32(), TimeSpan.FromMilliseconds(fields.UInt32()));
}
