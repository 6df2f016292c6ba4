using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC085;

public static class Alive085
{
    public static void Set(Socket socket, uint time, uint interval)
    {
        Span<byte> values = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(values, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(values[4..], time);
        BinaryPrimitives.WriteUInt32LittleEndian(values[8..], interval);
        socket.IOControl(IOControlCode.KeepAliveValues, values.ToArray(), null); // ! NWA3013
    }
}
