using System.Net.Sockets;

namespace BlindC009G;

public static class Sockets009G
{
    public static TcpClient Make() => new(AddressFamily.InterNetwork) { NoDelay = true };
}
