using System.Net.Sockets;

namespace BlindC088;

public static class Guarded088
{
    public static int Receive(Socket socket, Span<byte> target)
    {
        socket.ReceiveTimeout = 5000;
        try
        {
            return socket.Receive(target, SocketFlags.None);
        }
        catch (IOException e) // ! NWA3014
        {
            Console.Error.WriteLine(e.Message);
            socket.Dispose();
            return 0;
        }
    }
}
