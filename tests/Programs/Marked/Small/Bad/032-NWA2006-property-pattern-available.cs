using System.Net.Sockets;

namespace BlindC032;

public static class Reply032
{
    public static byte[] Read(TcpClient client)
    {
        client.ReceiveTimeout = 5000;
        var stream = client.GetStream();
        using var all = new MemoryStream();
        var buffer = new byte[1024];
        int n;
        do
        {
            n = stream.Read(buffer, 0, buffer.Length);
            all.Write(buffer, 0, n);
        }
        while (n > 0 && client is { Available: > 0 }); // ! NWA2006
        return all.ToArray();
    }
}
