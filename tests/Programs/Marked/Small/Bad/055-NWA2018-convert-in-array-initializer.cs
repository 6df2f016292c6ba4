using System.Net.Sockets;

namespace BlindC055;

public ref struct Short055
{
    private readonly Stream _stream;

    public Short055(Socket socket)
    {
        socket.ReceiveTimeout = 5000;
        _stream = new BufferedStream(new NetworkStream(socket, ownsSocket: true));
    }

    public ushort Next() => (ushort)((byte)_stream.ReadByte() << 8 | (byte)_stream.ReadByte()); // ! NWA2018

    public void Dispose() => _stream.Dispose();
}
