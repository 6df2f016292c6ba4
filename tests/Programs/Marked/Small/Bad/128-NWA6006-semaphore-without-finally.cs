using System.Net.Sockets;

namespace BlindC128;

public sealed class Shared128(NetworkStream stream)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken token)
    {
        await _one.WaitAsync(token); // ! NWA6006
        await stream.WriteAsync(frame, token);
        _one.Release();
    }
}
