using System.Net.Sockets;

namespace BlindC097G;

public sealed class Host097G(TcpListener listener, Action<Stream> serve)
{
    public void Run()
    {
        while (true)
        {
            TcpClient c;
            try { c = listener.AcceptTcpClient(); }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted) { return; }
            catch (SocketException) { Thread.Sleep(50); continue; }
            ThreadPool.QueueUserWorkItem(static s => s.Host.Serve(s.Client), (Host: this, Client: c), preferLocal: false);
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            client.ReceiveTimeout = client.SendTimeout = 15000;
            try { serve(client.GetStream()); }
            catch (IOException e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
