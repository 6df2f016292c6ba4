using System.Net.Sockets;

namespace BlindC100G;

public sealed class ApmServer100G(Socket listening, Action<Socket> handOver)
{
    public void Start() => listening.BeginAccept(Accepted, null);

    private void Accepted(IAsyncResult ar)
    {
        try
        {
            Socket peer = listening.EndAccept(ar);
            handOver(peer);
        }
        catch (ObjectDisposedException) { return; }
        catch (SocketException e)
        {
            Console.Error.WriteLine(e.Message);
            Task.Delay(50).ContinueWith(_ => Arm(), TaskScheduler.Default);
            return;
        }
        Arm();
    }

    private void Arm()
    {
        try { listening.BeginAccept(Accepted, null); }
        catch (ObjectDisposedException) { }
    }
}
