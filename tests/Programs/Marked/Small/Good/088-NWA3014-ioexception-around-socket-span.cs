using System.Net.Sockets;

namespace BlindC088G;

public static class Guarded088G
{
    public static int Receive(Socket socket, Span<byte> target)
    {
        socket.ReceiveTimeout = 5000;
        try
        {
            return socket.Receive(target, SocketFlags.None);
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine(e.Message);
            socket.Dispose();
            return 0;
        }
    }
}
