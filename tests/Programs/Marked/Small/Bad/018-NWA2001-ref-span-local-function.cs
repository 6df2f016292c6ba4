using System.Net.Sockets;

namespace BlindC018;

public sealed class Header018
{
    private readonly Socket _socket;
    public Header018(Socket socket) { _socket = socket; _socket.ReceiveTimeout = 5000; }

    public (byte Kind, byte Flags) Read()
    {
        Span<byte> two = stackalloc byte[2];
        Fill(two);
        return (two[0], two[1]);

        void Fill(Span<byte> target)
        {
            _socket.Receive(target, SocketFlags.None); // ! NWA2001
        }
    }
}
