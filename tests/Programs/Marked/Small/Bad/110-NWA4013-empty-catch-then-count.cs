using System.Net.Sockets;

namespace BlindC110;

public sealed class Cache110(NetworkStream stream)
{
    public int Updates { get; private set; }

    public async Task UpdateAsync(byte[] entry, CancellationToken token)
    {
        try
        {
            await stream.WriteAsync(entry, token);
        }
        catch (IOException) { } // ! NWA4013
        Updates++;
    }
}
