using System.Net;

namespace BlindC172G;

public static class Ports172G
{
    private const int Base = 64000;

    public static readonly IPEndPoint Admin = new(IPAddress.Loopback, Base + 80);
}
