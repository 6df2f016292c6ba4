using System.Net.Sockets;
using System.Security.Cryptography;

namespace BlindC029;

public static class Digest029
{
    public static byte[] Compute(NetworkStream stream)
    {
        stream.ReadTimeout = 20000;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[4096];
        int n;
        while ((n = stream.Read(buffer)) > 0)
        {
            hash.AppendData(buffer); // ! NWA2004
        }
        return hash.GetHashAndReset();
    }
}
