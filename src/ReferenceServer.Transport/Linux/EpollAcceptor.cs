using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport.Linux;

/// <summary>Accepts on a loop of its own, whose thread does nothing else.</summary>
internal sealed class EpollAcceptor : Acceptor
{
    private readonly EpollEngine _engine;
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly bool _inheritsNoDelay;
    private readonly Listening _listening;
    private readonly Lock _gate = new();
    private bool _closed;

    public EpollAcceptor(EpollEngine engine, Socket socket, bool inheritsNoDelay)
    {
        (_engine, _socket, _inheritsNoDelay) = (engine, socket, inheritsNoDelay);
        socket.Blocking = false;
        _descriptor = (int)socket.Handle;
        EndPoint = socket.LocalEndPoint!;
        _listening = new Listening(engine.AcceptLoop);
        if (!engine.AcceptLoop.Watch(_listening, _descriptor, Libc.EPOLLIN))
        {
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
        }
    }

    public override EndPoint EndPoint { get; }

    public override async ValueTask<Accepted> AcceptAsync()
    {
        var accepted = TryAccept();
        if (accepted.Error == SocketError.WouldBlock)
        {
            await _listening.WaitAsync().ConfigureAwait(false);
            accepted = TryAccept();
        }

        return accepted;
    }

    public override Accepted TryAccept()
    {
        // With the gate held the descriptor's number still means this socket.
        lock (_gate)
        {
            return _closed ? new Accepted(null, SocketError.OperationAborted) : Accept();
        }
    }

    private unsafe Accepted Accept()
    {
        var address = stackalloc byte[SocketAddresses.Room];
        int length, descriptor;
        do
        {
            length = SocketAddresses.Room;
            descriptor = Libc.accept4(_descriptor, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        }
        while (descriptor < 0 && Libc.LastError() == SocketError.Interrupted);

        if (descriptor < 0)
        {
            return new Accepted(null, Libc.LastError());
        }

        var remote = SocketAddresses.Read(address, length);
        length = SocketAddresses.Room;
        var local = EndPoint is not IPEndPoint { Address: var bound } || !(bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any))
            ? EndPoint
            : Libc.getsockname(descriptor, address, &length) == 0 ? SocketAddresses.Read(address, length) : EndPoint;
        return new Accepted(new LoopWire(_engine.NextLoop(), descriptor) { LocalEndPoint = local, RemoteEndPoint = remote }, SocketError.Success);
    }

    // A try that finds no descriptor costs one system call; it is made when a connection closes, when one arrives, and a few times a second.
    public override ValueTask PauseAsync() => _listening.WaitAsync();

    public override void TryAgain() => _engine.AcceptLoop.Enqueue(static listening => ((Listening)listening!).OnEvents(Libc.EPOLLIN), _listening);

    public override unsafe bool CloseDoor()
    {
        if (EndPoint is not IPEndPoint)
        {
            return false;
        }

        // Classic BPF over the TCP header: a segment with SYN and without ACK is not seen; the client repeats it in a second and is then
        // refused, or answered by whoever listens by then. Everything else passes, so handshakes under way come to their end.
        var program = stackalloc ulong[5]
        {
            Instruction(0x30, 0, 0, 13), // A = flags
            Instruction(0x54, 0, 0, 0x12), // A &= SYN | ACK
            Instruction(0x15, 0, 1, 0x02), // SYN alone?
            Instruction(0x06, 0, 0, 0), // drop
            Instruction(0x06, 0, 0, 0xffffffff), // take
        };
        var filter = stackalloc byte[16];
        *(ushort*)filter = 5;
        *(ulong**)(filter + 8) = program;
        return Libc.setsockopt(_descriptor, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, filter, 16) == 0;

        static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint value) =>
            code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)value << 32);
    }

    public override unsafe (int Waiting, int Limit)? Queue()
    {
        using var held = _gate.EnterScope();
        if (_closed || EndPoint is not IPEndPoint)
        {
            return null;
        }

        // For a listening socket these two fields of tcp_info are the accept queue.
        var info = stackalloc byte[32];
        var length = 32;
        return Libc.getsockopt(_descriptor, Libc.IPPROTO_TCP, Libc.TCP_INFO, info, &length) == 0
            ? (*(int*)(info + 24), *(int*)(info + 28))
            : null;
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _engine.AcceptLoop.Forget(_listening.Key);
            _socket.Dispose();
        }

        TryAgain();
    }

    /// <summary>Waits for the listening socket, again and again, without allocation; what waits continues on the thread that saw the event.</summary>
    private sealed class Listening(IoLoop loop) : IWatched, IValueTaskSource
    {
        private Readiness _ready;
        private Action<object?>? _continuation;
        private object? _state;

        public ulong Key { get; set; }

        public ValueTask WaitAsync() => new(this, 0);

        public void OnEvents(uint events)
        {
            if (_ready.Set())
            {
                _continuation!(_state);
            }
        }

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

        void IValueTaskSource.GetResult(short token)
        {
        }

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            (_continuation, _state) = (continuation, state);
            if (_ready.TakeOrAwait())
            {
                // It happened since the caller looked. Not called from here: a busy listener would grow the stack.
                loop.Enqueue(continuation, state);
            }
        }
    }
}
