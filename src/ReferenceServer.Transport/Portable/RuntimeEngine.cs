using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Transport.Portable;

/// <summary>The runtime's sockets make the system calls, on its threads and the thread pool's.</summary>
internal sealed class RuntimeEngine : SocketEngine
{
    public override TimeSpan Lag => TimeSpan.Zero;

    public override int Threads => 0;

    public override long HandOvers => 0;

    public override Acceptor Listen(Socket listening, bool inheritsNoDelay) => new RuntimeAcceptor(listening);

    public override void Dispose()
    {
    }
}

/// <summary>Accepts with the runtime's sockets.</summary>
internal sealed class RuntimeAcceptor : Acceptor
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly Socket _socket;
    private readonly CancellationTokenSource _closing = new();
    private bool _disposed;

    public RuntimeAcceptor(Socket socket)
    {
        _socket = socket;
        EndPoint = socket.LocalEndPoint!;

        // Between a poll and the accept behind it, a waiting AcceptAsync may take the connection: a blocking accept would then wait for ever.
        socket.Blocking = false;
    }

    public override EndPoint EndPoint { get; }

    public override async ValueTask<Accepted> AcceptAsync()
    {
        try
        {
            return Take(await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false));
        }
        catch (SocketException failure) when (!_closing.IsCancellationRequested)
        {
            return new Accepted(null, failure.SocketErrorCode);
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return new Accepted(null, SocketError.OperationAborted);
        }
    }

    public override Accepted TryAccept()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead) ? Take(_socket.Accept()) : new Accepted(null, SocketError.WouldBlock);
        }
        catch (SocketException failure)
        {
            return new Accepted(null, failure.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            return new Accepted(null, SocketError.OperationAborted);
        }
    }

    public override async ValueTask PauseAsync()
    {
        try
        {
            await Task.Delay(s_pause, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Closed: the next accept says so.
        }
    }

    public override void TryAgain()
    {
    }

    public override bool CloseDoor() => false;

    public override (int Waiting, int Limit)? Queue() => null;

    public override void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _closing.Cancel();
            _socket.Dispose();
        }
    }

    private static Accepted Take(Socket accepted)
    {
        try
        {
            return new Accepted(new RuntimeWire(accepted) { LocalEndPoint = accepted.LocalEndPoint, RemoteEndPoint = accepted.RemoteEndPoint }, SocketError.Success);
        }
        catch (SocketException failure)
        {
            // Reset between accept and the first question about it.
            accepted.Dispose();
            return new Accepted(null, failure.SocketErrorCode);
        }
    }
}
