using System.Net.Security;

namespace BlindC014;

public static class Upload014
{
    public static void SendParts(SslStream tls, IEnumerable<byte[]> parts)
    {
        tls.WriteTimeout = 10000;
        Parallel.ForEach(parts, part => tls.Write(part, 0, part.Length)); // ! NWA1009
    }
}
