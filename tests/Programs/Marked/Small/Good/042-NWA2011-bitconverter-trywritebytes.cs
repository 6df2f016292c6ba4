using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC042G;

public static class Prefix042G
{
    public static void Send(Socket socket, ReadOnlySpan<byte> body)
    {
        socket.SendTimeout = 5000;
        var frame = new byte[2 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, checked((ushort)body.Length));
        body.CopyTo(frame.AsSpan(2));
        socket.Send(frame);
    }
}
