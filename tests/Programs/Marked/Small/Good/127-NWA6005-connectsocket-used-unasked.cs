using System.Net;
using System.Net.Sockets;

namespace BlindC127G;

public static class Connector127G
{
    public static void Dial(EndPoint target, Action<Socket> ready, Action<SocketError> failed)
    {
        var args = new SocketAsyncEventArgs { RemoteEndPoint = target };
        args.Completed += Done;
        if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, args)) Done(null, args);
        else _ = Task.Delay(5000).ContinueWith(_ => Socket.CancelConnectAsync(args), TaskScheduler.Default);

        void Done(object sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success) { failed(e.SocketError); e.Dispose(); return; }
            ready(e.ConnectSocket);
            e.Dispose();
        }
    }
}
