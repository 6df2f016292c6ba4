using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Transport.Linux;

/// <summary>A descriptor watched by a loop.</summary>
internal sealed class LoopWire : Wire
{
    private const uint Input = Libc.EPOLLIN | Libc.EPOLLRDHUP;
    private const int MaxVectors = 64;

    private readonly IoLoop _loop;
    private readonly int _descriptor;
    private readonly ReadySignal _readable;
    private ReadySignal? _writable;

    // The end or an error was announced: there will be no further edge, so nothing waits any more.
    private volatile bool _over;
    private volatile bool _interrupted;
    private bool _more;
    private bool _closed;
    private int _watched;

    public LoopWire(IoLoop loop, int descriptor)
    {
        (_loop, _descriptor) = (loop, descriptor);
        _readable = new ReadySignal(loop);
    }

    /// <summary>The loop's name for it.</summary>
    public ulong Key { get; set; }

    public override PipeScheduler Application => _loop.Application;

    public override PipeScheduler Sending => _loop.Sending;

    public override void Start()
    {
        if (Interlocked.Exchange(ref _watched, 1) == 0)
        {
            _loop.Watch(this, _descriptor, Input);
        }
    }

    /// <summary>Called by the loop.</summary>
    public void OnEvents(uint events)
    {
        if ((events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0)
        {
            _over = true;
        }

        if ((events & (Input | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0)
        {
            _readable.Set();
        }

        if ((events & (Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0)
        {
            Volatile.Read(ref _writable)?.Set();
        }
    }

    public override ValueTask ReadableAsync() => _more || _over || _interrupted ? ValueTask.CompletedTask : _readable.WaitAsync();

    public override unsafe Transfer Receive(Memory<byte> buffer)
    {
        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        fixed (byte* start = buffer.Span)
        {
            var count = Libc.recv(_descriptor, start, buffer.Length, 0);

            // Fewer than asked for means that the socket is empty, and epoll tells when it is not (epoll(7)); a full buffer does not.
            _more = count == buffer.Length;
            return count >= 0 ? new Transfer((int)count, SocketError.Success) : new Transfer(0, Libc.LastError());
        }
    }

    public override ValueTask<Transfer> SendAsync(ReadOnlySequence<byte> buffer)
    {
        var sent = Send(buffer);
        return sent.Error == SocketError.WouldBlock ? SendWhenWritableAsync(buffer) : new ValueTask<Transfer>(sent);
    }

    public override void EndSending() => Libc.shutdown(_descriptor, Libc.SHUT_WR);

    public override unsafe void Interrupt(bool cut)
    {
        _interrupted = true;
        if (cut)
        {
            // Under the lock the descriptor's number still means this socket.
            lock (_readable)
            {
                if (!_closed)
                {
                    // "Connect to nothing" is how TCP resets a connection without closing the descriptor (connect(2)).
                    var nothing = stackalloc byte[16];
                    new Span<byte>(nothing, 16).Clear();
                    if (RemoteEndPoint is null || Libc.connect(_descriptor, nothing, 16) != 0)
                    {
                        Libc.shutdown(_descriptor, Libc.SHUT_RDWR);
                    }
                }
            }
        }

        _loop.Enqueue(
            static wire =>
            {
                ((LoopWire)wire!)._readable.Set();
                Volatile.Read(ref ((LoopWire)wire)._writable)?.Set();
            },
            this);
    }

    public override unsafe bool HasUnread()
    {
        int bytes;
        lock (_readable)
        {
            return !_closed && Libc.ioctl(_descriptor, Libc.FIONREAD, &bytes) == 0 && bytes > 0;
        }
    }

    public override unsafe long Unacknowledged()
    {
        int bytes;
        return Libc.ioctl(_descriptor, Libc.SIOCOUTQ, &bytes) == 0 ? bytes : 0;
    }

    /// <summary>Stops to watch a descriptor that somebody else closes.</summary>
    public void Detach()
    {
        if (Interlocked.Exchange(ref _watched, 2) == 1)
        {
            _loop.Forget(Key);
        }
    }

    public override unsafe void Close(bool reset)
    {
        if (reset)
        {
            // On, zero seconds.
            var linger = stackalloc int[2] { 1, 0 };
            Libc.setsockopt(_descriptor, Libc.SOL_SOCKET, Libc.SO_LINGER, linger, 8);
        }

        Detach();
        lock (_readable)
        {
            _closed = true;
            Libc.close(_descriptor);
        }
    }

    private async ValueTask<Transfer> SendWhenWritableAsync(ReadOnlySequence<byte> buffer)
    {
        if (_writable is null)
        {
            Volatile.Write(ref _writable, new ReadySignal(_loop));
            Start();
            _loop.Rearm(Key, _descriptor, Input | Libc.EPOLLOUT);
        }

        while (true)
        {
            // An end or error makes the call fail rather than wait, so it is tried once more in any case.
            var sent = Send(buffer);
            if (sent.Error != SocketError.WouldBlock)
            {
                return sent;
            }

            await _writable.WaitAsync().ConfigureAwait(false);
        }
    }

    private unsafe Transfer Send(in ReadOnlySequence<byte> buffer)
    {
        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        nint count;
        if (buffer.IsSingleSegment)
        {
            var span = buffer.FirstSpan;
            fixed (byte* start = span)
            {
                count = Libc.send(_descriptor, start, span.Length, Libc.MSG_NOSIGNAL);
            }
        }
        else
        {
            count = SendGathered(buffer);
        }

        return count >= 0 ? new Transfer((int)count, SocketError.Success) : new Transfer(0, Libc.LastError());
    }

    private unsafe nint SendGathered(in ReadOnlySequence<byte> buffer)
    {
        var vectors = stackalloc Libc.IoVector[MaxVectors];
        var pins = new PinArray();
        var used = 0;
        try
        {
            foreach (var memory in buffer)
            {
                if (used == MaxVectors)
                {
                    break;
                }

                // Cheap: the pool's memory is pinned from birth.
                pins[used] = memory.Pin();
                vectors[used] = new Libc.IoVector { Base = (byte*)pins[used].Pointer, Length = memory.Length };
                used++;
            }

            var message = new Libc.Message { Vectors = vectors, Count = used };
            var count = Libc.sendmsg(_descriptor, &message, Libc.MSG_NOSIGNAL);
            return count;
        }
        finally
        {
            // Dispose makes calls that may change the last error, which LastError reads from the runtime's copy.
            for (var i = 0; i < used; i++)
            {
                pins[i].Dispose();
            }
        }
    }

    [System.Runtime.CompilerServices.InlineArray(MaxVectors)]
    private struct PinArray
    {
        private MemoryHandle _first;
    }
}
