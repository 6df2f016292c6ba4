using System;
using System.Net.Sockets;
using System.Threading;
using Microsoft.AspNetCore.Connections;

namespace ReferenceServer.Transport;

/// <content>What the two pipes ask and tell.</content>
internal sealed partial class TransportConnection : IPipeOwner, IWireUser
{
    public bool IsOver => Ending != Ending.None;

    /// <summary>
    /// Begins to receive. That is when the application first reads, so that it is an I/O thread, not the thread that started the
    /// connection, on which it continues.
    /// </summary>
    public void StartReceiving()
    {
        if (_started)
        {
            return;
        }

        // Under the lock, so that a dispose at the same moment either sees it, and waits for the end, or prevents it.
        lock (_wire.Gate)
        {
            if (_started)
            {
                return;
            }

            _started = true;
            _wire.Start();
        }

        _input.Begin();
    }

    public void OnReadable() => _input.OnReadable();

    public void OnWritable() => _output.OnWritable();

    public void OnReceived()
    {
        Volatile.Write(ref _active, Environment.TickCount64);
        Volatile.Write(ref _cancelAt, 0);
    }

    public void OnSent() => Volatile.Write(ref _active, Environment.TickCount64);

    public void OnInputOver(bool inOrder)
    {
        if (!inOrder)
        {
            FireClosed();
        }
    }

    public void Break(Exception bug)
    {
        _open.Log.ConnectionBroken(ConnectionId, bug);
        End(Ending.LocalError, reset: true);
    }

    public void Fail(SocketError error)
    {
        if (error == SocketError.OperationAborted)
        {
            return; // we interrupted it, and whoever did has said why
        }

        End(SocketErrors.EndingOf(error, _wire.Unacknowledged() > 0), reset: true);
    }

    /// <summary>
    /// A server that stops cancels the reads of silent connections, and would so drop a request that lies in the socket already or is about
    /// to arrive on a connection just made. That cancellation waits: for the bytes, after which it is not needed, or for the patience to end.
    /// </summary>
    public bool DelaysCancellation()
    {
        if (!_listener.IsUnbinding || Ending != Ending.None || _input.HasEnd || _disposed != 0)
        {
            return false;
        }

        var patience = (long)_open.Options.UnbindPatience.TotalMilliseconds;
        if (!(BytesReceived == 0 && Environment.TickCount64 - _born < patience) && !_wire.HasUnread())
        {
            return false;
        }

        Volatile.Write(ref _cancelAt, Environment.TickCount64 + patience);
        return true;
    }

    public Exception? InputFailure() => Ending switch
    {
        Ending.None => null,
        Ending.PeerReset => new ConnectionResetException("The peer reset the connection."),
        var ending => new ConnectionAbortedException($"The connection ended: {ending}."),
    };
}
