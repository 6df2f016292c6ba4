using System.Net;
using System.Net.Sockets;

namespace BlindC073G;

public static class Dial073G
{
    public static Socket Open(string host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5000, SendTimeout = 5000 };
        try
        {
            if (!socket.ConnectAsync(new DnsEndPoint(host, 7000)).Wait(5000)) throw new TimeoutException();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
