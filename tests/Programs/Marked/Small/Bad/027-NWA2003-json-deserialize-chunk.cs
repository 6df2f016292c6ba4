using System.Net.Sockets;
using System.Text.Json;

namespace BlindC027;

public record Order027(int Id, string Item);

public static class Orders027
{
    public static async Task<Order027> NextAsync(NetworkStream stream, CancellationToken token)
    {
        var buffer = new byte[8192];
        var n = await stream.ReadAsync(buffer, token).ConfigureAwait(false);
        return n == 0 ? null : JsonSerializer.Deserialize<Order027>(buffer.AsSpan(0, n)); // ! NWA2003
    }
}
