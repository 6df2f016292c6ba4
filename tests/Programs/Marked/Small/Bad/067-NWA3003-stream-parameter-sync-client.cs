using System.Net.Sockets;

namespace BlindC067;

public static class Ask067
{
    public static byte[] Quote(TcpClient client, byte symbol)
    {
        client.SendTimeout = 3000;
        NetworkStream stream = client.GetStream();
        stream.WriteByte(symbol);
        var quote = new byte[8];
        stream.ReadExactly(quote); // ! NWA3003
        return quote;
    }
}
