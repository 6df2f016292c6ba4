using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Transport.Linux;

/// <summary>A connection whose descriptor is watched by a loop.</summary>
internal sealed class LoopWire(IoLoop loop, int descriptor) : Wire, IWatched
{
    private const uint Input = Libc.EPOLLIN | Libc.EPOLLRDHUP;
    private const int MaxVectors = 64;

    private Readiness _readable;
    private Readiness _writable;

    // The end or an error was announced: there will be no further edge, so nothing waits any more.
    private volatile bool _over;
    private volatile bool _interrupted;
    private volatile bool _unwatched;
    private bool _more;
    private bool _armed;
    private bool _closed;
    private int _watched;

    /// <inheritdoc/>
    public ulong Key { get; set; }

    public override PipeScheduler Application => loop.Application;

    public override PipeScheduler Sending => loop.Sending;

    public override void Start()
    {
        lock (Gate)
        {
            if (_watched == 0)
            {
                _watched = 1;

                // False: out of memory or of user watches. No event will ever come, so nothing may wait for one.
                _unwatched = !loop.Watch(this, descriptor, Input);
            }
        }
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        if ((events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0)
        {
            _over = true;
        }

        if ((events & (Input | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0 && _readable.Set())
        {
            User!.OnReadable();
        }

        if ((events & (Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0 && _writable.Set())
        {
            User!.OnWritable();
        }
    }

    public override bool AwaitReadable() => _more || _over || _interrupted || _unwatched || _readable.TakeOrAwait();

    public override unsafe Transfer Receive(Memory<byte> buffer)
    {
        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        nint count;
        fixed (byte* start = buffer.Span)
        {
            do
            {
                count = Libc.recv(descriptor, start, buffer.Length, 0);
            }
            while (count < 0 && Libc.LastError() == SocketError.Interrupted);
        }

        // Fewer than asked for means that the socket is empty, and epoll tells when it is not (epoll(7)); a full buffer does not.
        _more = count == buffer.Length;
        return Result(count);
    }

    public override unsafe Transfer Send(in ReadOnlySequence<byte> buffer)
    {
        if (_interrupted)
        {
            return new Transfer(0, SocketError.OperationAborted);
        }

        nint count;
        do
        {
            if (buffer.IsSingleSegment)
            {
                var span = buffer.FirstSpan;
                fixed (byte* start = span)
                {
                    count = Libc.send(descriptor, start, span.Length, Libc.MSG_NOSIGNAL);
                }
            }
            else
            {
                count = SendGathered(buffer);
            }
        }
        while (count < 0 && Libc.LastError() == SocketError.Interrupted);

        return Result(count);
    }

    // An end or error makes Send fail rather than wait, so only an interruption need end the wait.
    public override bool AwaitWritable()
    {
        if (!_armed)
        {
            _armed = true;
            Start();
            loop.Rearm(Key, descriptor, Input | Libc.EPOLLOUT);
        }

        return _interrupted || _unwatched || _writable.TakeOrAwait();
    }

    public override void EndSending() => Libc.shutdown(descriptor, Libc.SHUT_WR);

    public override unsafe void Interrupt(bool cut)
    {
        _interrupted = true;
        if (cut)
        {
            // Under the lock the descriptor's number still means this socket.
            lock (Gate)
            {
                if (!_closed)
                {
                    // "Connect to nothing" is how TCP resets a connection without closing the descriptor (connect(2)).
                    var nothing = stackalloc byte[16];
                    new Span<byte>(nothing, 16).Clear();
                    if (RemoteEndPoint is null || Libc.connect(descriptor, nothing, 16) != 0)
                    {
                        Libc.shutdown(descriptor, Libc.SHUT_RDWR);
                    }
                }
            }
        }

        loop.Enqueue(static wire => ((LoopWire)wire!).OnEvents(Libc.EPOLLIN | Libc.EPOLLOUT), this);
    }

    public override unsafe bool HasUnread()
    {
        int bytes;
        lock (Gate)
        {
            return !_closed && Libc.ioctl(descriptor, Libc.FIONREAD, &bytes) == 0 && bytes > 0;
        }
    }

    public override unsafe long Unacknowledged()
    {
        int bytes;
        return Libc.ioctl(descriptor, Libc.SIOCOUTQ, &bytes) == 0 ? bytes : 0;
    }

    public override unsafe void Close(bool reset)
    {
        if (reset)
        {
            // On, zero seconds.
            var linger = stackalloc int[2] { 1, 0 };
            Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_LINGER, linger, 8);
        }

        lock (Gate)
        {
            if (_watched == 1)
            {
                loop.Forget(Key);
            }

            _watched = 2;
            _closed = true;
            Libc.close(descriptor);
        }
    }

    private Transfer Result(nint count)
    {
        if (count >= 0)
        {
            return new Transfer((int)count, SocketError.Success);
        }

        var error = Libc.LastError();
        return new Transfer(0, error == SocketError.WouldBlock && _unwatched ? SocketError.NoBufferSpaceAvailable : error);
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
            var count = Libc.sendmsg(descriptor, &message, Libc.MSG_NOSIGNAL);
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
