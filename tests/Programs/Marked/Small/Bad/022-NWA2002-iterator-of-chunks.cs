using System.Net.Sockets;

namespace BlindC022;

public static class Chunks022
{
    public static IEnumerable<byte[]> All(NetworkStream stream)
    {
        stream.ReadTimeout = 15000;
        var buffer = new byte[4096];
        for (;;)
        {
            int n = stream.Read(buffer, 0, buffer.Length); // ! NWA2002
            yield return buffer[..n];
        }
    }
}
