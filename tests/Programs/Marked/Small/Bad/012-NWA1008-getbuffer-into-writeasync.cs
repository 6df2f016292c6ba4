using System.Net.Sockets;
using System.Text.Json;

namespace BlindC012;

public sealed class Snapshot012<T>
{
    public async ValueTask SendAsync(NetworkStream stream, T value, CancellationToken token)
    {
        using var image = new MemoryStream();
        await JsonSerializer.SerializeAsync(image, value, cancellationToken: token);
        image.WriteByte((byte)'\n');
        await stream.WriteAsync(image.GetBuffer(), token); // ! NWA1008
    }
}
