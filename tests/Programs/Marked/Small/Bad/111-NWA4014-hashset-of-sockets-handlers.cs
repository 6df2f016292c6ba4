using System.Net.Sockets;

namespace BlindC111;

public sealed class Room111(TcpListener listener)
{
    private readonly HashSet<TcpClient> _inside = [];

    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _inside.Add(client); // ! NWA4014
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
            _inside.Remove(client);
            client.Dispose();
        }
    }
}
