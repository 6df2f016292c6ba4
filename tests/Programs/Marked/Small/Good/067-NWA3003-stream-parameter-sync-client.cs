using System.Net.Sockets;

namespace BlindC067G;

public static class Ask067G
{
    public static byte[] Quote(TcpClient client, byte symbol)
    {
        client.SendTimeout = 3000;
        client.ReceiveTimeout = 3000;
        NetworkStream stream = client.GetStream();
        stream.WriteByte(symbol);
        var quote = new byte[8];
        stream.ReadExactly(quote);
        return quote;
    }
}
