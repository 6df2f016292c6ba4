using System.Net.Sockets;

namespace ReferenceServer.Transport;

/// <summary>The one place that says what a socket error means: for a connection, and for an accept loop.</summary>
internal static class SocketErrors
{
    /// <summary>What became of a connection whose receive or send failed like this.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="unacknowledged">Whether the peer still owed us acknowledgements.</param>
    public static Ending EndingOf(SocketError error, bool unacknowledged) => error switch
    {
        SocketError.ConnectionReset => Ending.PeerReset,
        SocketError.Shutdown => Ending.PeerReset, // EPIPE: written to after its reset was seen by nobody
        SocketError.NotConnected => Ending.PeerReset, // reset between accept and the first call
        SocketError.ConnectionAborted => Ending.PeerReset, // `ss -K` and firewalls
        SocketError.TimedOut => unacknowledged ? Ending.UnacknowledgedData : Ending.KeepAliveLost,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown
            => unacknowledged ? Ending.UnacknowledgedData : Ending.KeepAliveLost, // a long outage ends so: the neighbour entry failed first
        SocketError.OperationAborted or SocketError.Interrupted => Ending.Aborted,
        _ => Ending.LocalError,
    };

    /// <summary>What an accept loop does after a failure like this. No answer ends the loop except the listener's own close.</summary>
    public static AcceptAnswer AnswerTo(SocketError error) => error switch
    {
        SocketError.Success => AcceptAnswer.Serve,
        SocketError.OperationAborted => AcceptAnswer.Stop, // we closed the listener
        SocketError.TooManyOpenSockets => AcceptAnswer.WaitForDescriptor, // EMFILE, ENFILE
        SocketError.NoBufferSpaceAvailable => AcceptAnswer.WaitForDescriptor, // ENOBUFS, ENOMEM: the kernel is short of memory
        SocketError.WouldBlock or SocketError.Interrupted => AcceptAnswer.Next, // woken for nothing
        SocketError.ConnectionAborted or SocketError.ConnectionReset => AcceptAnswer.Next, // gone before we came to it
        SocketError.ProtocolOption or SocketError.ProtocolType => AcceptAnswer.Next, // EPROTO: the same, on other systems
        SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable
            => AcceptAnswer.Next, // Linux hands the new socket's pending error to accept (accept(2))
        SocketError.OperationNotSupported or SocketError.AccessDenied or SocketError.TimedOut => AcceptAnswer.Next,
        _ => AcceptAnswer.Pause, // unknown: go on, but never in a spin
    };
}

/// <summary>What an accept loop does next.</summary>
internal enum AcceptAnswer
{
    Serve,
    Next,
    WaitForDescriptor,
    Pause,
    Stop,
}
