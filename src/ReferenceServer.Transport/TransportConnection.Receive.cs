using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;

namespace ReferenceServer.Transport;

/// <content>Socket to pipe.</content>
internal sealed partial class TransportConnection
{
    private const int MinimalRoom = 2048;
    private const int DiscardRoom = 4096;

    private bool _waiting;
    private volatile bool _inputEnded;

    /// <summary>
    /// Begins to receive. That is when the application first reads, so that it is an I/O thread, not the thread that started the
    /// connection, on which it continues.
    /// </summary>
    public void StartReceiving()
    {
        // Under the lock, so that a dispose at the same moment either sees the loop, and waits for it, or prevents it.
        lock (_input)
        {
            if (_started == 0)
            {
                _started = 1;
                _wire.Start();
                _receiving = ReceiveAsync();
            }
        }
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            await FillAsync().ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            failure = bug;
            _open.Log.ConnectionBroken(ConnectionId, bug);
            End(Ending.LocalError, reset: true);
        }

        // Where input was cut off it must not look complete.
        _input.Writer.Complete(failure ?? InputFailure());
        if (!_inputEnded)
        {
            _output.Reader.CancelPendingRead();
            FireClosed();
        }
    }

    private async Task FillAsync()
    {
        var wanted = true;
        while (true)
        {
            await _wire.ReadableAsync().ConfigureAwait(false);
            var got = wanted ? _wire.Receive(_input.Writer.GetMemory(MinimalRoom)) : Discard();
            if (got.Failed)
            {
                if (got.Error is SocketError.WouldBlock or SocketError.Interrupted)
                {
                    continue;
                }

                Fail(got.Error);
                return;
            }

            if (got.Bytes == 0)
            {
                // End of stream: the peer sends no more, but may well read on.
                _inputEnded = true;
                return;
            }

            BytesReceived += got.Bytes;
            Volatile.Write(ref _active, Environment.TickCount64);
            Volatile.Write(ref _cancelAt, 0);
            if (wanted)
            {
                Volatile.Write(ref _waiting, false);
                _input.Writer.Advance(got.Bytes);
                var flushed = await _input.Writer.FlushAsync().ConfigureAwait(false);

                // The application reads no more. What comes is thrown away, so that the peer can finish and read our answer.
                wanted = !flushed.IsCompleted;
            }
        }
    }

    /// <summary>
    /// A server that stops cancels the reads of silent connections, and would so drop a request that lies in the socket already or is about
    /// to arrive on a connection just made. That cancellation waits: for the bytes, after which it is not needed, or for the patience to end.
    /// </summary>
    private bool MayHaveRequest()
    {
        if (!_listener.IsUnbinding || Ending != Ending.None || _inputEnded || _disposed != 0)
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

    private Transfer Discard()
    {
        var scrap = ArrayPool<byte>.Shared.Rent(DiscardRoom);
        var got = _wire.Receive(scrap);
        ArrayPool<byte>.Shared.Return(scrap);
        return got;
    }

    /// <summary>Notes the failure of a receive or send: no call on this socket succeeds after it.</summary>
    private void Fail(SocketError error)
    {
        if (error == SocketError.OperationAborted)
        {
            return; // we interrupted it, and whoever did has said why
        }

        End(SocketErrors.EndingOf(error, _wire.Unacknowledged() > 0), reset: true);
    }

    private Exception? InputFailure() => Ending switch
    {
        Ending.None => null,
        Ending.PeerReset => new ConnectionResetException("The peer reset the connection."),
        var ending => new ConnectionAbortedException($"The connection ended: {ending}."),
    };

    /// <summary>The application's side of the input: as the pipe, but it knows when the application waits.</summary>
    private sealed class InputReader(TransportConnection connection, PipeReader inner) : PipeReader
    {
        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            connection.HasBeenRead = true;
            Volatile.Write(ref connection._waiting, true);
            var read = inner.ReadAsync(cancellationToken);
            if (read.IsCompleted)
            {
                Volatile.Write(ref connection._waiting, false);
            }
            else if (connection._started == 0)
            {
                connection.StartReceiving();
            }

            return read;
        }

        public override bool TryRead(out ReadResult result)
        {
            connection.HasBeenRead = true;
            if (connection._started == 0)
            {
                connection.StartReceiving();
            }

            return inner.TryRead(out result);
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead()
        {
            if (!connection.MayHaveRequest())
            {
                inner.CancelPendingRead();
            }
        }

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
