using System;
using System.Buffers;
using System.Net.Sockets;

namespace ReferenceServer.Transport;

/// <summary>What all pipes of the transport have in common. At the limit of bytes they pause, and go on at half of it.</summary>
internal sealed class PipeSettings(MemoryPool<byte> pool, ReferenceTransportOptions options)
{
    public MemoryPool<byte> Pool => pool;

    public long MaxUnread { get; } = options.MaxReadBufferSize;

    public long ResumeUnread { get; } = Resume(options.MaxReadBufferSize);

    public long MaxUnsent { get; } = options.MaxWriteBufferSize;

    public long ResumeUnsent { get; } = Resume(options.MaxWriteBufferSize);

    private static long Resume(long pause) => Math.Max(1, pause / 2);
}

/// <summary>The connection, as its two pipes see it.</summary>
internal interface IPipeOwner
{
    /// <summary>Whether it has ended in a way that leaves nothing to send.</summary>
    public bool IsOver { get; }

    /// <summary>The application wants to read: from now on the socket is watched.</summary>
    public void StartReceiving();

    public void OnReceived();

    public void OnSent();

    /// <summary>A call on the socket failed; no other succeeds after it.</summary>
    public void Fail(SocketError error);

    /// <summary>This program, not the network, failed.</summary>
    public void Break(Exception bug);

    /// <summary>Why the input does not end in order, or null if it does.</summary>
    public Exception? InputFailure();

    /// <summary>Nothing more is received.</summary>
    public void OnInputOver(bool inOrder);

    /// <summary>Whether a cancellation of the pending read is better made later, by the owner.</summary>
    public bool DelaysCancellation();
}
