using System.Net;
using System.Net.Sockets;

namespace BlindC073;

public static class Dial073
{
    public static Socket Open(string host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5000, SendTimeout = 5000 };
        try
        {
            socket.Connect(new DnsEndPoint(host, 7000)); // ! NWA3006
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
