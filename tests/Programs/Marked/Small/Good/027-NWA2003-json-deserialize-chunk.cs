using System.Net.Sockets;
using System.Text.Json;

namespace BlindC027G;

public record Order027G(int Id, string Item);

public static class Orders027G
{
    public static async Task<Order027G> NextAsync(NetworkStream stream, CancellationToken token)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, token).ConfigureAwait(false);
        var buffer = new byte[head[0] << 8 | head[1]];
        await stream.ReadExactlyAsync(buffer, token).ConfigureAwait(false);
        return JsonSerializer.Deserialize<Order027G>(buffer);
    }
}
