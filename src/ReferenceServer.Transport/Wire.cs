using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace ReferenceServer.Transport;

/// <summary>How many bytes one call moved, or why it moved none. A failure is a value here: connections end, that is no bug.</summary>
internal readonly record struct Transfer(int Bytes, SocketError Error)
{
    public bool Failed => Error != SocketError.Success;
}

/// <summary>Whoever waits for a wire. Called on the engine's threads, and never from inside a call to the wire.</summary>
internal interface IWireUser
{
    /// <summary>The wait that <see cref="Wire.AwaitReadable"/> began is over.</summary>
    public void OnReadable();

    /// <summary>The wait that <see cref="Wire.AwaitWritable"/> began is over.</summary>
    public void OnWritable();
}

/// <summary>
/// One connected, non-blocking socket. One reader and one writer may use it at a time, each from any thread; <see cref="Interrupt"/>
/// may be called by anybody. <see cref="Close"/> is called once, after reader and writer have returned for good: until then the
/// descriptor's number cannot come to mean another connection.
/// </summary>
/// <remarks>A wait is a call back, not a task: ten thousand idle connections wait, and a waiting <see langword="async"/> method holds its state on the heap.</remarks>
internal abstract class Wire
{
    public required EndPoint? LocalEndPoint { get; init; }

    public required EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Set before the first wait.</summary>
    public IWireUser? User { get; set; }

    /// <summary>Guards the state of this connection; one for the wire and its two pipes, as there are so many connections. Held for moments, and never while code of others runs.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where application code continues that waited for this connection.</summary>
    public abstract PipeScheduler Application { get; }

    /// <summary>Where sending begins when the application has flushed.</summary>
    public abstract PipeScheduler Sending { get; }

    /// <summary>Begins to watch the socket; the other members may be used before, the waiting ones not.</summary>
    public abstract void Start();

    /// <summary>Waits for bytes, end or error without holding a buffer, which is what makes an idle connection cheap.</summary>
    /// <returns>True: <see cref="Receive"/> may find something now. False: <see cref="IWireUser.OnReadable"/> will be called, once.</returns>
    public abstract bool AwaitReadable();

    /// <summary>Takes what is there: zero bytes and no error is the peer's end of stream, <see cref="SocketError.WouldBlock"/> is "nothing yet".</summary>
    public abstract Transfer Receive(Memory<byte> buffer);

    /// <summary>
    /// Hands over at least one byte of a buffer that is not empty; it may be fewer bytes than the buffer holds. <see cref="SocketError.WouldBlock"/>:
    /// not yet. The next call is then made with the same bytes in front, when <see cref="AwaitWritable"/> says so.
    /// </summary>
    public abstract Transfer Send(in ReadOnlySequence<byte> buffer);

    /// <summary>Waits until <see cref="Send"/>, which could not, may do so; called after that only.</summary>
    /// <returns>True: try again now. False: <see cref="IWireUser.OnWritable"/> will be called, once.</returns>
    public abstract bool AwaitWritable();

    /// <summary>Sends the end of stream; the peer may go on sending.</summary>
    public abstract void EndSending();

    /// <summary>Ends every wait, now and later: the call behind it is answered with <see cref="SocketError.OperationAborted"/>.</summary>
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
