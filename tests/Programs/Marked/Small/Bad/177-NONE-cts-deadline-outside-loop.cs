using System.Net.Sockets;

namespace BlindC177;

public static class Session177
{
    public static async Task RunAsync(NetworkStream stream, Action<ReadOnlyMemory<byte>> onData)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)); // ! none: one deadline for the whole session ends it after 30 s
        var block = new byte[4096];
        while (await stream.ReadAsync(block, limit.Token) is var n and > 0)
            onData(block.AsMemory(0, n));
    }
}
