using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Blind.B.Bad.PooledEventArgs;

public interface IRequestHandler
{
    int Handle(ReadOnlySpan<byte> request, Span<byte> response);
}

public sealed class PooledEventArgsServer(IPEndPoint endPoint, IRequestHandler handler) : IDisposable
{
    private readonly Socket _listener = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentStack<SocketAsyncEventArgs> _spare = new();

    public void Start()
    {
        _listener.Bind(endPoint);
        _listener.Listen();

        var accept = new SocketAsyncEventArgs();
        accept.Completed += (_, e) => OnAccepted(e);
        Arm(accept);
    }

    private void Arm(SocketAsyncEventArgs accept)
    {
        accept.AcceptSocket = null;
        if (!_listener.AcceptAsync(accept))
        {
            OnAccepted(accept); // ! NWA6004
        }
    }

    private void OnAccepted(SocketAsyncEventArgs accept)
    {
        if (accept.SocketError is SocketError.OperationAborted)
        {
            return;
        }

        if (accept is { SocketError: SocketError.Success, AcceptSocket: { } socket })
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            var io = Take();
            io.UserToken = socket;
            socket.ReceiveAsync(io); // ! NWA6003
        }

        Arm(accept);
    }

    private SocketAsyncEventArgs Take()
    {
        if (_spare.TryPop(out var pooled))
        {
            return pooled;
        }

        var args = new SocketAsyncEventArgs();
        args.SetBuffer(ArrayPool<byte>.Shared.Rent(4096));
        args.Completed += OnCompleted;
        return args;
    }

    private void OnCompleted(object? sender, SocketAsyncEventArgs e)
    {
        var socket = (Socket)e.UserToken!;
        switch (e.LastOperation)
        {
            case SocketAsyncOperation.Receive:
                Span<byte> response = stackalloc byte[1024];
                var length = handler.Handle(e.MemoryBuffer.Span[..e.BytesTransferred], response); // ! NWA6005|NWA2003
                response[..length].CopyTo(e.MemoryBuffer.Span);
                e.SetBuffer(e.Offset, length);
                if (!socket.SendAsync(e))
                {
                    OnCompleted(this, e); // ! NWA6004
                }

                break;
            case SocketAsyncOperation.Send when e.SocketError == SocketError.Success: // ! NWA1003
                e.SetBuffer(0, e.MemoryBuffer.Length);
                if (!socket.ReceiveAsync(e))
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static s => s.Server.OnCompleted(null, s.Args), (Server: this, Args: e), preferLocal: false);
                }

                break;
            default:
                socket.Dispose();
                _spare.Push(e);
                break;
        }
    }

    public void Dispose() => _listener.Dispose();
}
