using System.Net;
using System.Net.Sockets;

namespace BlindC096;

public sealed class Chat096(TcpListener listener)
{
    public async Task HandleAsync(TcpClient first, CancellationToken token)
    {
        using (first)
        {
            var who = new byte[8];
            await first.GetStream().ReadExactlyAsync(who, token);
            using var second = await listener.AcceptTcpClientAsync(token); // ! NWA4002
            await second.GetStream().WriteAsync(who, token);
        }
    }

    public async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _ = GuardAsync(client, token);
        }
    }

    private async Task GuardAsync(TcpClient client, CancellationToken token)
    {
        try { await HandleAsync(client, token).WaitAsync(TimeSpan.FromMinutes(1), token); }
        catch (Exception e) { client.Dispose(); Console.Error.WriteLine(e.Message); }
    }
}
