using System.Net.Sockets;

namespace BlindC054;

public static class Byte054
{
    public static bool IsHello(NetworkStream stream)
    {
        stream.ReadTimeout = 1000;
        byte first = (byte)stream.ReadByte(); // ! NWA2018
        return first == 0x16;
    }
}
