using System.Net.Sockets;

namespace BlindC111G;

public sealed class Room111G(TcpListener listener)
{
    private readonly HashSet<TcpClient> _inside = [];

    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            lock (_inside) _inside.Add(client);
            _ = Task.Run(() => StayAsync(client, token), token);
        }
    }

    private async Task StayAsync(TcpClient client, CancellationToken token)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(TimeSpan.FromMinutes(10));
            await client.GetStream().CopyToAsync(Stream.Null, limit.Token);
        }
        catch (Exception e) { Console.Error.WriteLine(e.Message); }
        finally
        {
            lock (_inside) _inside.Remove(client);
            client.Dispose();
        }
    }
}
