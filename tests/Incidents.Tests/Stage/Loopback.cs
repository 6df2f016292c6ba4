using System.Net;
using System.Net.Sockets;

namespace Incidents.Tests.Stage;

/// <summary>Sockets on 127.0.0.1, on whatever port is free.</summary>
public static class Loopback
{
    /// <summary>A bound socket that does not listen yet.</summary>
    public static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>A listener with the platform's own backlog.</summary>
    public static Socket Listen()
    {
        var listener = Bound();
        listener.Listen();
        return listener;
    }

    /// <summary>Where the socket is bound.</summary>
    public static IPEndPoint Address(this Socket socket) => (IPEndPoint)socket.LocalEndPoint!;
}
