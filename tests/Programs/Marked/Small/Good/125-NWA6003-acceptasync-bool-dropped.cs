using System.Net.Sockets;

namespace BlindC125G;

public sealed class Acceptor125G
{
    private readonly Socket _listening;
    private readonly Action<Socket> _take;
    private readonly SocketAsyncEventArgs _args = new();

    public Acceptor125G(Socket listening, Action<Socket> take)
    {
        (_listening, _take) = (listening, take);
        _args.Completed += (_, e) => { if (Take(e)) Arm(); };
    }

    public void Arm()
    {
        do _args.AcceptSocket = null;
        while (!_listening.AcceptAsync(_args) && Take(_args));
    }

    private bool Take(SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.OperationAborted) return false;
        if (e.SocketError == SocketError.Success) _take(e.AcceptSocket);
        else
        {
            Console.Error.WriteLine(e.SocketError);
            Task.Delay(50).ContinueWith(_ => Arm(), TaskScheduler.Default);
            return false;
        }
        return true;
    }
}
