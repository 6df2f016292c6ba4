using System.Net.Sockets;

namespace BlindC126;

public sealed class Sink126
{
    private readonly Socket _socket;
    public long Bytes { get; private set; }

    public Sink126(Socket socket)
    {
        _socket = socket;
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        var args = new SocketAsyncEventArgs();
        args.SetBuffer(new byte[8192], 0, 8192);
        args.Completed += (_, e) => Received(e);
        if (!_socket.ReceiveAsync(args)) Received(args);
    }

    private void Received(SocketAsyncEventArgs e)
    {
        if (e is not { SocketError: SocketError.Success, BytesTransferred: > 0 })
        {
            e.Dispose();
            _socket.Dispose();
            return;
        }
        Bytes += e.BytesTransferred;
        if (!_socket.ReceiveAsync(e)) Received(e); // ! NWA6004
    }
}
