using System.Net.Sockets;

namespace BlindC018G;

public sealed class Header018G
{
    private readonly Socket _socket;
    public Header018G(Socket socket) { _socket = socket; _socket.ReceiveTimeout = 5000; }

    public (byte Kind, byte Flags) Read()
    {
        Span<byte> two = stackalloc byte[2];
        Fill(two);
        return (two[0], two[1]);

        void Fill(Span<byte> target)
        {
            while (target.Length > 0)
            {
                int n = _socket.Receive(target, SocketFlags.None);
                if (n == 0) throw new EndOfStreamException();
                target = target[n..];
            }
        }
    }
}
