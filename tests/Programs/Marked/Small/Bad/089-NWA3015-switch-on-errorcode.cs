using System.Net.Sockets;

namespace BlindC089;

public static class Explain089
{
    public static string Why(SocketException e) => e.ErrorCode switch
    {
        10060 => "timed out", // ! NWA3015
        _ => e.Message,
    };
}
