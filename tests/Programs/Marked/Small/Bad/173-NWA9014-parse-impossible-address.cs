using System.Net;

namespace BlindC173;

public static class Defaults173
{
    public static IPAddress Gateway { get; } = IPAddress.Parse("192.168.256.1"); // ! NWA9014
}
