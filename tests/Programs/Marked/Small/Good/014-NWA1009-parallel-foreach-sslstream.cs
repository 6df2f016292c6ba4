using System.Net.Security;

namespace BlindC014G;

public static class Upload014G
{
    public static void SendParts(SslStream tls, IEnumerable<byte[]> parts)
    {
        tls.WriteTimeout = 10000;
        foreach (var part in parts) tls.Write(part, 0, part.Length);
    }
}
