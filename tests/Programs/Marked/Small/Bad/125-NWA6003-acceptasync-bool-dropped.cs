using System.Net.Sockets;

namespace BlindC125;

public sealed class Acceptor125
{
    private readonly Socket _listening;
    private readonly Action<Socket> _take;
    private readonly SocketAsyncEventArgs _args = new();

    public Acceptor125(Socket listening, Action<Socket> take)
    {
        (_listening, _take) = (listening, take);
        _args.Completed += (_, e) => { if (Take(e)) Arm(); };
    }

    public void Arm()
    {
        _args.AcceptSocket = null;
        _listening.AcceptAsync(_args); // ! NWA6003
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
