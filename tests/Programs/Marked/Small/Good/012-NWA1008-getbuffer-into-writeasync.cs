using System.Net.Sockets;
using System.Text.Json;

namespace BlindC012G;

public sealed class Snapshot012G<T>
{
    public async ValueTask SendAsync(NetworkStream stream, T value, CancellationToken token)
    {
        using var image = new MemoryStream();
        await JsonSerializer.SerializeAsync(image, value, cancellationToken: token);
        image.WriteByte((byte)'\n');
        await stream.WriteAsync(image.GetBuffer().AsMemory(0, (int)image.Length), token);
    }
}
