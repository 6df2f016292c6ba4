using System;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>A message as its receiver's handler gets it.</summary>
/// <param name="Session">The session that it came in.</param>
/// <param name="Sequence">Its place in the session, from 1. With the session's id it names the message for ever: an effect stored together with it is had exactly once.</param>
/// <param name="Payload">Its bytes; the handler may keep them.</param>
public readonly record struct Message(DeliverySession Session, ulong Sequence, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Handles a message. Messages of one session come one at a time and in order, those of different sessions at the same time. When it throws, it is called again with the same message, later and
/// later, and nothing behind it comes before. After a crash of the process it may be called again with a message that it had handled.
/// </summary>
public delegate ValueTask MessageHandler(Message message, CancellationToken stopping);

/// <summary>What an acknowledgement says.</summary>
public enum AcknowledgeAfter
{
    /// <summary>The receiver's journal has the message, in the journal's durability; the handler comes later.</summary>
    Journal,

    /// <summary>The receiver's handler has returned, and the journal knows.</summary>
    Handler,
}

/// <summary>What both sides can be told.</summary>
public abstract class DeliveryOptions
{
    /// <summary>Where sessions and messages are kept. Not disposed of by who uses it.</summary>
    public IDeliveryStore Store { get; set; } = new MemoryStore();

    /// <summary>What this side takes as a receiver.</summary>
    public Limits Limits { get; set; } = Limits.Default;

    /// <summary>Handles what the other side sends. Without one, everything that arrives is refused by being stalled.</summary>
    public MessageHandler? Handler { get; set; }

    /// <summary>When a message is acknowledged.</summary>
    public AcknowledgeAfter AcknowledgeAfter { get; set; } = AcknowledgeAfter.Journal;

    /// <summary>How many bytes of messages one session may keep that the peer has not accepted; a send beyond that waits.</summary>
    public long OutboxBytes { get; set; } = 64L << 20;

    /// <summary>How many bytes of messages one session may have accepted that its handler has not done; beyond that nothing is accepted.</summary>
    public long InboxBytes { get; set; } = 16L << 20;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}

/// <summary>What a server can be told.</summary>
public sealed class DeliveryServerOptions : DeliveryOptions
{
    /// <summary>
    /// The secret shared with the peer of that name, or null for a name that is not known. Without this function, and without a client certificate, peers are taken at their word:
    /// then only from loopback, unless <see cref="AllowAnonymous"/>.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>?>? SecretOf { get; set; }

    /// <summary>Whether peers that prove nothing are let in from elsewhere than loopback.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether connections without TLS are let in from elsewhere than loopback.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>What one peer may hold.</summary>
    public PeerLimits PerPeer { get; set; } = PeerLimits.Default;

    /// <summary>How many bytes a second one peer may send over all its connections; 0 for no limit. Who sends more is read more slowly.</summary>
    public long PeerBytesPerSecond { get; set; }

    /// <summary>How many sessions there may be in all.</summary>
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>How long a session is kept without a connection.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Is told of each session when it is first attached in this process; the place to begin sending to it.</summary>
    public Action<DeliverySession>? OnSession { get; set; }
}
