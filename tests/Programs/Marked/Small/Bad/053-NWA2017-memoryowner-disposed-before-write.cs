using System.Buffers;
using System.Net.Sockets;

namespace BlindC053;

public static class Copy053
{
    public static async Task<bool> OnceAsync(NetworkStream from, NetworkStream to, CancellationToken token)
    {
        Memory<byte> part;
        using (var owner = MemoryPool<byte>.Shared.Rent(8192))
        {
            int n = await from.ReadAsync(owner.Memory, token);
            if (n == 0) return false;
            part = owner.Memory[..n];
        }
        await to.WriteAsync(part, token); // ! NWA2017
        return true;
    }
}
