using System.Net.Sockets;
using System.Text;

namespace BlindC049G;

public static class Slow049G
{
    public static void Send(NetworkStream stream, string text)
    {
        stream.WriteTimeout = 5000;
        stream.Write(Encoding.Latin1.GetBytes(text));
    }
}
