using System.Net.Sockets;

namespace BlindC062;

public static class Header062
{
    private const int Size = 12;

    public static byte[] Read(Socket socket)
    {
        socket.ReceiveTimeout = 5000;
        var header = new byte[Size];
        return socket.Receive(header) == Size ? header : throw new InvalidDataException("bad header"); // ! NWA2022
    }
}
