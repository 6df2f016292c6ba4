using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC085G;

public static class Alive085G
{
    public static void Set(Socket socket, uint time, uint interval)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)(time / 1000));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)(interval / 1000));
    }
}
