using System.Net;

namespace BlindC163;

public static class Urls163
{
    public static Uri For(IPAddress address, int port) => new(string.Format("http://{0}:{1}/status", address, port)); // ! NWA9005
}
