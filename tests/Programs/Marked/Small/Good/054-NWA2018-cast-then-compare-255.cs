using System.Net.Sockets;

namespace BlindC054G;

public static class Byte054G
{
    public static bool IsHello(NetworkStream stream)
    {
        stream.ReadTimeout = 1000;
        int first = stream.ReadByte();
        if (first < 0) throw new EndOfStreamException();
        return first == 0x16;
    }
}
