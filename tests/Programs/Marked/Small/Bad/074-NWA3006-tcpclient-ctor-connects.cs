using System.Net.Sockets;

namespace BlindC074;

public static class Whois074
{
    public static string Lookup(string server, string domain)
    {
        using var client = new TcpClient(server, 43); // ! NWA3006
        client.ReceiveTimeout = client.SendTimeout = 8000;
        using var stream = client.GetStream();
        stream.Write(System.Text.Encoding.ASCII.GetBytes(domain + "\r\n"));
        using var reader = new StreamReader(stream, System.Text.Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
