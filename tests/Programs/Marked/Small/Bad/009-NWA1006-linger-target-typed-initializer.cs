using System.Net.Sockets;

namespace BlindC009;

public static class Sockets009
{
    public static TcpClient Make() => new(AddressFamily.InterNetwork) { NoDelay = true, LingerState = new(true, 0) }; // ! NWA1006
}
