using System.Net.Sockets;

namespace BlindC177G;

public static class Session177G
{
    public static async Task RunAsync(NetworkStream stream, Action<ReadOnlyMemory<byte>> onData)
    {
        var block = new byte[4096];
        while (true)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            int n = await stream.ReadAsync(block, limit.Token);
            if (n == 0) break;
            onData(block.AsMemory(0, n));
        }
    }
}
