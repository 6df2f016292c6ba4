using System.Net.Security;

namespace BlindC155;

public sealed class Blob155 : IDisposable
{
    private readonly BinaryReader _reader;

    public Blob155(SslStream tls)
    {
        tls.ReadTimeout = 10000;
        _reader = new BinaryReader(new BufferedStream(tls));
    }

    public byte[] Next() => _reader.ReadBytes(_reader.ReadInt32()); // ! NWA9001

    public void Dispose() => _reader.Dispose();
}
