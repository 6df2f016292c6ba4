using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReferenceServer.Transport.Portable;

/// <summary>A socket of the runtime, driven by the runtime's own threads and the thread pool: for every system.</summary>
internal sealed class RuntimeWire : Wire
{
    private readonly Socket _socket;
    private readonly ReceiveOperation _receive;
    private SendOperation? _send;
    private volatile bool _interrupted;

    public RuntimeWire(Socket socket)
    {
        _socket = socket;
        _receive = new ReceiveOperation(this);
        socket.Blocking = false;
    }

    public override PipeScheduler Application => PipeScheduler.ThreadPool;

    public override PipeScheduler Sending => PipeScheduler.ThreadPool;

    public override void Start()
    {
    }

    public override bool AwaitReadable()
    {
        try
        {
            // A receive into an empty buffer completes when there is something to receive; errors are seen again by Receive.
            return _interrupted || !_socket.ReceiveAsync(_receive);
        }
        catch (ObjectDisposedException)
        {
            return true; // interrupted: Receive says so
        }
    }

    public override Transfer Receive(Memory<byte> buffer)
    {
        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        try
        {
            var count = _socket.Receive(buffer.Span, SocketFlags.None, out var error);
            return new Transfer(count, error);
        }
        catch (ObjectDisposedException)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }
    }

    public override Transfer Send(in ReadOnlySequence<byte> buffer)
    {
        if (_send?.TakeOutcome() is { } outcome)
        {
            return outcome;
        }

        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        try
        {
            return (_send ??= new SendOperation(this)).Begin(_socket, buffer);
        }
        catch (ObjectDisposedException)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }
    }

    public override bool AwaitWritable() => _send!.TakeOrAwait();

    public override void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer is gone already, which the receiving side learns too.
        }
        catch (ObjectDisposedException)
        {
            // Interrupted.
        }
    }

    public override void Interrupt(bool cut)
    {
        _interrupted = true;

        // The runtime counts the users of a descriptor: it is closed when the pending calls have returned.
        _socket.Close(0);
    }

    public override bool HasUnread()
    {
        try
        {
            return _socket.Available > 0;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public override long Unacknowledged() => 0;

    public override void Close(bool reset)
    {
        if (reset)
        {
            _socket.Close(0);
        }

        _receive.Dispose();
        _send?.Dispose();
        _socket.Dispose();
    }

    private sealed class ReceiveOperation : SocketAsyncEventArgs
    {
        private readonly RuntimeWire _wire;

        public ReceiveOperation(RuntimeWire wire)
            : base(true)
        {
            _wire = wire;
            SetBuffer(Memory<byte>.Empty);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _wire.User!.OnReadable();
    }

    /// <summary>The runtime waits for room by sending, so a wait has bytes with it: it is a send under way, and its outcome is fetched by the next call.</summary>
    private sealed class SendOperation(RuntimeWire wire) : SocketAsyncEventArgs(true)
    {
        private Readiness _completed;
        private List<ArraySegment<byte>>? _segments;
        private bool _isUnderWay;

        public Transfer? TakeOutcome()
        {
            if (!_isUnderWay)
            {
                return null;
            }

            _isUnderWay = false;
            return new Transfer(BytesTransferred, SocketError);
        }

        public bool TakeOrAwait() => _completed.TakeOrAwait();

        public Transfer Begin(Socket socket, in ReadOnlySequence<byte> buffer)
        {
            if (buffer.IsSingleSegment)
            {
                BufferList = null;
                SetBuffer(MemoryMarshal.AsMemory(buffer.First));
            }
            else
            {
                _segments ??= [];
                _segments.Clear();
                foreach (var memory in buffer)
                {
                    // The pool's memory is arrays; what is not is copied.
                    _segments.Add(MemoryMarshal.TryGetArray(memory, out var segment) ? segment : new ArraySegment<byte>(memory.ToArray()));
                }

                SetBuffer(null);
                BufferList = _segments;
            }

            _isUnderWay = true;
            if (socket.SendAsync(this))
            {
                return new Transfer(0, SocketError.WouldBlock);
            }

            _isUnderWay = false;
            return new Transfer(BytesTransferred, SocketError);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (_completed.Set())
            {
                wire.User!.OnWritable();
            }
        }
    }
}
