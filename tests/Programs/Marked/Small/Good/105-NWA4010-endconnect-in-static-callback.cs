using System.Net;
using System.Net.Sockets;

namespace BlindC105G;

public sealed class Dialer105G
{
    private int _done;
    public event Action<Socket> Connected;
    public event Action<Exception> Failed;

    public void Dial(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.BeginConnect(target, OnConnected, socket);
        _ = Task.Delay(5000).ContinueWith(_ => { if (Volatile.Read(ref _done) == 0) socket.Dispose(); }, TaskScheduler.Default);
    }

    private void OnConnected(IAsyncResult ar)
    {
        var socket = (Socket)ar.AsyncState;
        try
        {
            socket.EndConnect(ar);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            Failed?.Invoke(e);
            return;
        }
        Volatile.Write(ref _done, 1);
        Connected?.Invoke(socket);
    }
}
