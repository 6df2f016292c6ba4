using System.Net.Sockets;

namespace BlindC110G;

public sealed class Cache110G(NetworkStream stream)
{
    public int Updates { get; private set; }

    public async Task UpdateAsync(byte[] entry, CancellationToken token)
    {
        try
        {
            await stream.WriteAsync(entry, token);
        }
        catch (IOException)
        {
            await stream.DisposeAsync();
            throw;
        }
        Updates++;
    }
}
