using System.Net;
using System.Net.Sockets;

namespace BlindC114;

public sealed class Door114(TcpListener listener, HashSet<IPAddress> allowed, Action<TcpClient> take)
{
    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); } // ! NWA5002
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            IPAddress from;
            try { from = ((IPEndPoint)client.Client.RemoteEndPoint!).Address; }
            catch (SocketException) { client.Dispose(); continue; }
            if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
            if (!allowed.Contains(from)) continue;
            take(client);
        }
    }
}
