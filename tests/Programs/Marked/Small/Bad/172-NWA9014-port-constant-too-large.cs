using System.Net;

namespace BlindC172;

public static class Ports172
{
    private const int Base = 64000;

    public static readonly IPEndPoint Admin = new(IPAddress.Loopback, Base + 8080); // ! NWA9014
}
