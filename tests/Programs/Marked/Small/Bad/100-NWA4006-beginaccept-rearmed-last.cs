using System.Net.Sockets;

namespace BlindC100;

public sealed class ApmServer100(Socket listening, Action<Socket> handOver)
{
    public void Start() => listening.BeginAccept(Accepted, null);

    private void Accepted(IAsyncResult ar)
    {
        try
        {
            Socket peer = listening.EndAccept(ar);
            handOver(peer);
            listening.BeginAccept(Accepted, null); // ! NWA4006
        }
        catch (ObjectDisposedException) { return; }
        catch (SocketException e) { Console.Error.WriteLine(e.Message); }
    }
}
