using System.Net;
using System.Net.Sockets;

namespace BlindC112;

public static class PortTest112
{
    public static bool IsOpen(IPEndPoint target, out SocketError error)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // ! NWA5001
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
