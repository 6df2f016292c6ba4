using System.Net.Sockets;

namespace BlindC003;

public static class Retry003
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
            Thread.Sleep(200);
            goto again; // ! NWA1002
        }
    }
}
