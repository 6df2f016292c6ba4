using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace ReferenceServer.Transport;

/// <summary>A connection, or why there was none.</summary>
internal readonly record struct Accepted(Wire? Wire, SocketError Error);

/// <summary>
/// A listening socket. <see cref="AcceptAsync"/> has one caller at a time; the other members may be called meanwhile, from any thread.
/// </summary>
internal abstract class Acceptor : IDisposable
{
    public abstract EndPoint EndPoint { get; }

    /// <summary>The next connection or error. <see cref="SocketError.WouldBlock"/>: <see cref="TryAgain"/> was called.</summary>
    public abstract ValueTask<Accepted> AcceptAsync();

    /// <summary>What is in the queue now, or <see cref="SocketError.WouldBlock"/>.</summary>
    public abstract Accepted TryAccept();

    /// <summary>Waits until something may have changed: a descriptor came free, <see cref="TryAgain"/> was called, or a moment passed.</summary>
    public abstract ValueTask PauseAsync();

    /// <summary>Ends a wait of <see cref="AcceptAsync"/> or <see cref="PauseAsync"/>.</summary>
    public abstract void TryAgain();

    /// <summary>Lets no new connection in, so that the queue runs empty: handshakes under way are finished, new ones are not answered.</summary>
    /// <returns>Whether this socket can do that; elsewhere what arrives between the last accept and the close is lost.</returns>
    public abstract bool CloseDoor();

    /// <summary>Connections waiting to be accepted and how many may, or null where the system does not tell.</summary>
    public abstract (int Waiting, int Limit)? Queue();

    /// <summary>Closes the socket; a waiting <see cref="AcceptAsync"/> is answered with <see cref="SocketError.OperationAborted"/>.</summary>
    public abstract void Dispose();
}

/// <summary>Who makes the system calls: one implementation for Linux, one for every system.</summary>
internal abstract class SocketEngine : IDisposable
{
    /// <summary>Takes over a socket that listens already.</summary>
    public abstract Acceptor Listen(Socket listening, bool inheritsNoDelay);

    /// <summary>How long a piece of work given to the I/O threads waits until it runs, at worst.</summary>
    public abstract TimeSpan Lag { get; }

    /// <summary>Threads that exist for input and output.</summary>
    public abstract int Threads { get; }

    /// <summary>How often application code held an I/O thread so long that another took over.</summary>
    public abstract long HandOvers { get; }

    public abstract void Dispose();
}
