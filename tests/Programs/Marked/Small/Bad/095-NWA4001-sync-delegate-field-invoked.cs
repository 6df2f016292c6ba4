using System.Net.Sockets;

namespace BlindC095;

public sealed class Gate095
{
    private readonly Socket _listening;
    private readonly Action<Socket> _serve;

    public Gate095(Socket listening)
    {
        _listening = listening;
        _serve = Echo;
    }

    public void Run()
    {
        for (;;)
        {
            Socket peer;
            try { peer = _listening.Accept(); }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted) { return; }
            catch (SocketException) { Thread.Sleep(50); continue; }
            _serve(peer); // ! NWA4001
        }
    }

    private static void Echo(Socket peer)
    {
        using (peer)
        {
            peer.ReceiveTimeout = peer.SendTimeout = 10000;
            var buffer = new byte[1024];
            try
            {
                for (int n; (n = peer.Receive(buffer)) > 0;) peer.Send(buffer, n, SocketFlags.None);
            }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
