using System.Net.Sockets;
using System.Security.Cryptography;

namespace BlindC029G;

public static class Digest029G
{
    private static readonly Action<IncrementalHash, byte[], int> s_add = static (hash, data, count) => hash.AppendData(data, 0, count);

    public static byte[] Compute(NetworkStream stream)
    {
        stream.ReadTimeout = 20000;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[4096];
        int n;
        while ((n = stream.Read(buffer)) > 0)
        {
            s_add(hash, buffer, n);
        }
        return hash.GetHashAndReset();
    }
}
