using System.Net.Sockets;

namespace BlindC106G;

public sealed class SharedBuffer106G(TcpListener listener)
{
    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _ = EchoAsync(client);
        }
    }

    private async Task EchoAsync(TcpClient client)
    {
        using (client)
        {
            var buffer = new byte[4096];
            try
            {
                var stream = client.GetStream();
                using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
                int n;
                while ((n = await stream.ReadAsync(buffer, limit.Token)) > 0)
                    await stream.WriteAsync(buffer.AsMemory(0, n), limit.Token);
            }
            catch (Exception e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
