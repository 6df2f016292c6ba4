using System.Net.Sockets;

namespace BlindC019;

public class Base019
{
    protected NetworkStream Stream;
    protected Base019(NetworkStream s) => Stream = s;

    protected virtual Task FillAsync(Memory<byte> target, CancellationToken token) => Stream.ReadAsync(target, token).AsTask(); // ! NWA2001
}

public sealed class Versions019(NetworkStream s) : Base019(s)
{
    public async Task<int> MajorAsync(CancellationToken token)
    {
        var b = new byte[8];
        await FillAsync(b, token);
        return b[3];
    }
}
