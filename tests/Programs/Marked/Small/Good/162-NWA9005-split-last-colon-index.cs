using System.Net;

namespace BlindC162G;

public static class Hosts162G
{
    public static (string Host, int Port) Parse(IPEndPoint endPoint)
    {
        return (endPoint.Address.ToString(), endPoint.Port);
    }
}
