using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace ReferenceServer.Transport;

/// <summary>How many bytes one call moved, or why it moved none. A failure is a value here: connections end, that is no bug.</summary>
internal readonly record struct Transfer(int Bytes, SocketError Error)
{
    public bool Failed => Error != SocketError.Success;
}

/// <summary>
/// One connected, non-blocking socket. One reader and one writer may use it at a time, each from any thread; <see cref="Interrupt"/>
/// may be called by anybody. <see cref="Close"/> is called once, after reader and writer have returned for good: until then the
/// descriptor's number cannot come to mean another connection.
/// </summary>
internal abstract class Wire
{
    public required EndPoint? LocalEndPoint { get; init; }

    public required EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Where application code continues that waited for this connection.</summary>
    public abstract PipeScheduler Application { get; }

    /// <summary>Where the send loop continues when the application has flushed.</summary>
    public abstract PipeScheduler Sending { get; }

    /// <summary>Begins to watch the socket; the other members may be used before, the waiting ones not.</summary>
    public abstract void Start();

    /// <summary>Waits for bytes, end or error without holding a buffer, which is what makes an idle connection cheap.</summary>
    public abstract ValueTask ReadableAsync();

    /// <summary>Takes what is there: zero bytes and no error is the peer's end of stream, <see cref="SocketError.WouldBlock"/> is "nothing yet".</summary>
    public abstract Transfer Receive(Memory<byte> buffer);

    /// <summary>Hands over at least one byte of a buffer that is not empty, waiting for room if need be; it may be fewer bytes than the buffer holds.</summary>
    public abstract ValueTask<Transfer> SendAsync(ReadOnlySequence<byte> buffer);

    /// <summary>Sends the end of stream; the peer may go on sending.</summary>
    public abstract void EndSending();

    /// <summary>Ends every wait, now and later: what waits is answered with <see cref="SocketError.OperationAborted"/>.</summary>
    /// <param name="cut">Tells the peer at once that it is over, without waiting for <see cref="Close"/>.</param>
    public abstract void Interrupt(bool cut);

    /// <summary>Whether bytes have arrived that nobody has taken.</summary>
    public abstract bool HasUnread();

    /// <summary>Bytes that the peer has not acknowledged, sent or not; zero where that cannot be known.</summary>
    public abstract long Unacknowledged();

    /// <summary>Gives the descriptor back.</summary>
    /// <param name="reset">Whether the peer is told by a reset that something was cut off, rather than by an end of stream.</param>
    public abstract void Close(bool reset);
}
