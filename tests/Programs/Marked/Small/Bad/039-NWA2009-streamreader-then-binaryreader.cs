using System.Net.Sockets;
using System.Text;

namespace BlindC039;

public static class Mixed039
{
    public static byte[] Get(NetworkStream stream)
    {
        stream.ReadTimeout = 8000;
        var head = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (!int.TryParse(head.ReadLine(), out int size) || size is < 0 or > 65536) throw new InvalidDataException();
        var body = new BinaryReader(stream, Encoding.ASCII, leaveOpen: true); // ! NWA2009
        var bytes = body.ReadBytes(size);
        return bytes.Length == size ? bytes : throw new EndOfStreamException();
    }
}
