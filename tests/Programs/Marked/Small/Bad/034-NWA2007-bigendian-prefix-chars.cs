using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace BlindC034;

public sealed class TextSender034(NetworkStream stream)
{
    public async Task SendAsync(string text, CancellationToken token)
    {
        var frame = new byte[4 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(frame, text.Length); // ! NWA2007
        Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 4);
        await stream.WriteAsync(frame, token);
    }
}
