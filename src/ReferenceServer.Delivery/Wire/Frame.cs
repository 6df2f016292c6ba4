using System;
using System.Buffers;

namespace ReferenceServer.Delivery.Wire;

/// <summary>What a frame is. The numbers travel in the header.</summary>
public enum FrameKind : byte
{
    /// <summary>Client to server, first: who I am, which session, where I stand.</summary>
    Hello = 1,

    /// <summary>Server to client: prove it.</summary>
    Challenge = 2,

    /// <summary>Client to server: the proof.</summary>
    Proof = 3,

    /// <summary>Server to client: the session is yours; where I stand.</summary>
    Welcome = 4,

    /// <summary>Either way: a message or a piece of one.</summary>
    Data = 5,

    /// <summary>Either way: what was accepted and received; also the heartbeat.</summary>
    Status = 6,

    /// <summary>Either way, last: why this connection ends.</summary>
    Bye = 7,
}

/// <summary>The flags of a <see cref="FrameKind.Data"/> frame; other kinds have none.</summary>
[Flags]
public enum FrameFlags : byte
{
    /// <summary>A piece in the middle.</summary>
    None = 0,

    /// <summary>The first piece: length and checksum of the whole message stand before its bytes.</summary>
    First = 1,

    /// <summary>The last piece.</summary>
    Last = 2,

    /// <summary>The sequence number was given to a message that its sender withdrew before any byte of it was sent: nothing to deliver. First and last at once, empty.</summary>
    Withdrawn = 4,
}

/// <summary>One frame, checked against its checksums. The body points into the reader's buffer and lives only until that is advanced.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Body">Its body, without header and trailer.</param>
public readonly record struct Frame(FrameKind Kind, FrameFlags Flags, ReadOnlySequence<byte> Body)
{
    /// <summary>Bytes before the body: length (4), kind (1), flags (1), header check (2); all numbers are big-endian.</summary>
    public const int HeaderSize = 8;

    /// <summary>Bytes after the body: CRC-32C over header and body.</summary>
    public const int TrailerSize = 4;

    /// <summary>The largest body of a frame other than <see cref="FrameKind.Data"/>.</summary>
    public const int ControlBodyLimit = 512;

    /// <summary>The largest body that any reader may be asked to allow.</summary>
    public const int BodyCeiling = 1 << 20;
}
