using System.Net;

namespace BlindC162;

public static class Hosts162
{
    public static (string Host, int Port) Parse(IPEndPoint endPoint)
    {
        var (text, colon) = (endPoint.ToString(), endPoint.ToString().IndexOf(':')); // ! NWA9005
        return (text[..colon], int.Parse(text[(colon + 1)..]));
    }
}
