using System.Net.Sockets;

namespace BlindC017;

public static class Log017
{
    public static void Ship(Socket socket, ArraySegment<byte> line)
    {
        socket.SendTimeout = 2000;
        SocketError code;
        socket.Send(line.Array!, line.Offset, line.Count, SocketFlags.None, out code); // ! NWA1010
    }
}
