using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BlindC025G;

public static class Wire025G
{
    public static T Read<T>(NetworkStream stream) where T : unmanaged
    {
        stream.ReadTimeout = 5000;
        var raw = new byte[Marshal.SizeOf<T>()];
        stream.ReadExactly(raw.AsSpan());
        return MemoryMarshal.Read<T>(raw);
    }
}
