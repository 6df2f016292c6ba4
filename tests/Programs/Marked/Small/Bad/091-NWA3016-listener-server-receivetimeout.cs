using System.Net;
using System.Net.Sockets;

namespace BlindC091;

public static class Door091
{
    public static TcpListener Open(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { Server = { ReceiveTimeout = 5000 } }; // ! NWA3016
        listener.Start();
        return listener;
    }
}
