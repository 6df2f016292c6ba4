using System.Net.Security;

namespace BlindC011;

public static class Query011
{
    public static int Ask(SslStream tls, int key)
    {
        tls.ReadTimeout = 5000;
        tls.WriteTimeout = 5000;
        var writer = new BinaryWriter(new BufferedStream(tls, 4096));
        Span<byte> answer = stackalloc byte[4];
        writer.Write((byte)'Q');
        writer.Write((byte)key);
        tls.ReadExactly(answer); // ! NWA1007
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(answer);
    }
}
