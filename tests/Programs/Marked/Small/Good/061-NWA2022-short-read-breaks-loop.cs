using System.Net.Sockets;

namespace BlindC061G;

public static class Download061G
{
    public static async Task SaveAsync(NetworkStream stream, Stream file, CancellationToken token)
    {
        var block = new byte[65536];
        int n;
        do
        {
            n = await stream.ReadAsync(block, token);
            await file.WriteAsync(block.AsMemory(0, n), token);
        } while (n > 0);
    }
}
