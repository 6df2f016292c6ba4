using System;

namespace ReferenceServer.Delivery.Wire;

/// <summary>What one side takes as a receiver; each side states its own in the handshake and the other keeps to them.</summary>
/// <param name="MaxMessage">The longest message, in bytes.</param>
/// <param name="MaxBody">The longest body of a data frame, in bytes; longer messages travel in pieces.</param>
/// <param name="WindowBytes">How many bytes of messages may be sent and not yet accepted. One message is always allowed.</param>
/// <param name="WindowMessages">How many messages may be sent and not yet accepted.</param>
/// <param name="Heartbeat">How often this side is heard at least; after three of these without a byte it counts as gone.</param>
public readonly record struct Limits(int MaxMessage, int MaxBody, int WindowBytes, int WindowMessages, TimeSpan Heartbeat)
{
    /// <summary>Messages up to 1 MiB in pieces of up to 32 KiB, 1 MiB and 1024 messages in flight, a heartbeat every 5 s.</summary>
    public static readonly Limits Default = new(1 << 20, 32 << 10, 1 << 20, 1024, TimeSpan.FromSeconds(5));

    /// <summary>Bytes of a data frame's body before the message's bytes, in its first piece.</summary>
    internal const int FirstPieceOverhead = 16;

    /// <summary>Whether every value is one that a peer may state.</summary>
    public bool AreSane =>
        MaxMessage is >= 0 and <= 1 << 30
        && MaxBody is >= 64 and <= Frame.BodyCeiling
        && WindowBytes >= 1
        && WindowMessages >= 1
        && Heartbeat >= TimeSpan.FromMilliseconds(10) && Heartbeat <= TimeSpan.FromMinutes(10);
}
