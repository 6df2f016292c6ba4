using System.Net.Sockets;

namespace BlindC106;

public sealed class SharedBuffer106(TcpListener listener)
{
    private readonly byte[] _buffer = new byte[4096];

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
            try
            {
                var stream = client.GetStream();
                using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
                int n;
                while ((n = await stream.ReadAsync(_buffer, limit.Token)) > 0) // ! NWA4011
                    await stream.WriteAsync(_buffer.AsMemory(0, n), limit.Token);
            }
            catch (Exception e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
