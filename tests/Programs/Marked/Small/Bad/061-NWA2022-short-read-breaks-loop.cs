using System.Net.Sockets;

namespace BlindC061;

public static class Download061
{
    public static async Task SaveAsync(NetworkStream stream, Stream file, CancellationToken token)
    {
        var block = new byte[65536];
        int n;
        do
        {
            n = await stream.ReadAsync(block, token);
            await file.WriteAsync(block.AsMemory(0, n), token);
        } while (n == block.Length); // ! NWA2022
    }
}
