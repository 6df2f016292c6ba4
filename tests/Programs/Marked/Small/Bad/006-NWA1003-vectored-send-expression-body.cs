using System.Net.Sockets;

namespace BlindC006;

public sealed class FrameWriter006
{
    private readonly Socket _socket;

    public FrameWriter006(Socket socket) => _socket = socket;

    public Task WriteFrameAsync(byte[] header, byte[] body) =>
        _socket.SendAsync(new List<ArraySegment<byte>> { header, body }, SocketFlags.None); // ! NWA1003
}
