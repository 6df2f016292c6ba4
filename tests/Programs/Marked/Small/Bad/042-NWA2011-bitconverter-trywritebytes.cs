using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC042;

public static class Prefix042
{
    public static void Send(Socket socket, ReadOnlySpan<byte> body)
    {
        socket.SendTimeout = 5000;
        var frame = new byte[2 + body.Length];
        if (!BitConverter.TryWriteBytes(frame, checked((ushort)body.Length))) throw new InvalidOperationException(); // ! NWA2011
        body.CopyTo(frame.AsSpan(2));
        socket.Send(frame);
    }
}
