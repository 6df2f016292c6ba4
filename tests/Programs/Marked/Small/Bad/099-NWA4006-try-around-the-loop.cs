using System.Net.Sockets;

namespace BlindC099;

public sealed class Feeder099(TcpListener listener, Action<TcpClient, string> onClient)
{
    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            while (!token.IsCancellationRequested)
            {
                var client = await listener.AcceptTcpClientAsync(token);
                onClient(client, client.Client.RemoteEndPoint!.ToString()); // ! NWA4006
            }
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine("stopped: " + e.Message);
        }
    }
}
