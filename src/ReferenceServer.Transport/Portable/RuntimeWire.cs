using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Transport.Portable;

/// <summary>A socket of the runtime, driven by the runtime's own threads and the thread pool: for every system.</summary>
internal sealed class RuntimeWire : Wire
{
    private readonly Socket _socket;
    private readonly SocketOperation _receiving = new();
    private SocketOperation? _sending;
    private List<ArraySegment<byte>>? _segments;
    private volatile bool _interrupted;

    public RuntimeWire(Socket socket)
    {
        _socket = socket;
        socket.Blocking = false;
    }

    public override PipeScheduler Application => PipeScheduler.ThreadPool;

    public override PipeScheduler Sending => PipeScheduler.ThreadPool;

    public override void Start()
    {
    }

    public override async ValueTask ReadableAsync()
    {
        if (_interrupted)
        {
            return;
        }

        try
        {
            // A receive into an empty buffer completes when there is something to receive; errors are seen again by Receive.
            _receiving.Again().SetBuffer(Memory<byte>.Empty);
            await _receiving.Result(_socket.ReceiveAsync(_receiving)).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Interrupted: Receive says so.
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

    public override ValueTask<Transfer> SendAsync(ReadOnlySequence<byte> buffer)
    {
        if (_interrupted)
        {
            return new ValueTask<Transfer>(new Transfer(0, SocketError.OperationAborted));
        }

        try
        {
            var sending = (_sending ??= new SocketOperation()).Again();
            if (buffer.IsSingleSegment)
            {
                sending.BufferList = null;
                sending.SetBuffer(MemoryMarshal.AsMemory(buffer.First));
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

                sending.SetBuffer(null);
                sending.BufferList = _segments;
            }

            return sending.Result(_socket.SendAsync(sending));
        }
        catch (ObjectDisposedException)
        {
            return new ValueTask<Transfer>(new Transfer(0, SocketError.OperationAborted));
        }
    }

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

        _receiving.Dispose();
        _sending?.Dispose();
        _socket.Dispose();
    }
}
