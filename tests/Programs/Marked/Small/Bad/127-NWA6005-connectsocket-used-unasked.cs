using System.Net;
using System.Net.Sockets;

namespace BlindC127;

public static class Connector127
{
    public static void Dial(EndPoint target, Action<Socket> ready, Action<SocketError> failed)
    {
        var args = new SocketAsyncEventArgs { RemoteEndPoint = target };
        args.Completed += Done;
        if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, args)) Done(null, args);
        else _ = Task.Delay(5000).ContinueWith(_ => Socket.CancelConnectAsync(args), TaskScheduler.Default);

        void Done(object sender, SocketAsyncEventArgs e) // ! NWA6005
        {
            ready(e.ConnectSocket);
            e.Dispose();
        }
    }
}
