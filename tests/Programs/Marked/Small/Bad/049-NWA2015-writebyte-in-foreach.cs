using System.Net.Sockets;
using System.Text;

namespace BlindC049;

public static class Slow049
{
    public static void Send(NetworkStream stream, string text)
    {
        stream.WriteTimeout = 5000;
        foreach (char c in text) stream.WriteByte((byte)c); // ! NWA2015
    }
}
