using System.Net;
using System.Net.Sockets;

namespace BlindC112G;

public static class PortTest112G
{
    public static bool IsOpen(IPEndPoint target, out SocketError error)
    {
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            error = SocketError.TimedOut;
            if (!socket.ConnectAsync(target).Wait(2000)) return false;
            error = SocketError.Success;
            return true;
        }
        catch (AggregateException e) when (e.InnerException is SocketException s)
        {
            error = s.SocketErrorCode;
            return false;
        }
    }
}
