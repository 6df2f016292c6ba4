using System.Net.Sockets;

namespace BlindC003G;

public static class Retry003G
{
    public static void Push(NetworkStream stream, ReadOnlySpan<byte> frame)
    {
        stream.WriteTimeout = 4000;
        int left = 10;
    again:
        try
        {
            stream.Write(frame);
        }
        catch (IOException) when (--left > 0)
        {
            stream.Dispose();
            throw;
        }
    }
}
