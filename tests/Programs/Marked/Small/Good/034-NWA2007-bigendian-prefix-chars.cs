using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace BlindC034G;

public sealed class TextSender034G(NetworkStream stream)
{
    public async Task SendAsync(string text, CancellationToken token)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        var frame = new byte[4 + size];
        BinaryPrimitives.WriteInt32BigEndian(frame, size);
        Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 4);
        await stream.WriteAsync(frame, token);
    }
}
