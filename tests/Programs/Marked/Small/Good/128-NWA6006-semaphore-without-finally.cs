using System.Net.Sockets;

namespace BlindC128G;

public sealed class Shared128G(NetworkStream stream)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try { await stream.WriteAsync(frame, token); }
        finally { _one.Release(); }
    }
}
