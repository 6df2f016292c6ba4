using System.Buffers;
using System.Net.Sockets;

namespace BlindC052;

public static class Rented052
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Socket socket, CancellationToken token)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            int n = await socket.ReceiveAsync(rented.AsMemory(0, 4096), SocketFlags.None, token);
            return rented.AsMemory(0, n); // ! NWA2017
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
