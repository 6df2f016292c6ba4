using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BlindC025;

public static class Wire025
{
    public static T Read<T>(NetworkStream stream) where T : unmanaged
    {
        stream.ReadTimeout = 5000;
        var raw = new byte[Marshal.SizeOf<T>()];
        int n = stream.Read(raw.AsSpan()); // ! NWA2003|NWA2004
        if (n <= 0) throw new EndOfStreamException();
        return MemoryMarshal.Read<T>(raw);
    }
}
