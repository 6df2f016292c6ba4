using System.Net.Sockets;
using System.Text;

namespace BlindC024;

public sealed class LineReader024
{
    private readonly BufferedStream _stream;

    public LineReader024(NetworkStream raw)
    {
        raw.ReadTimeout = 10000;
        _stream = new BufferedStream(raw);
    }

    public string Next()
    {
        var text = new StringBuilder();
        int c;
        do
        {
            c = _stream.ReadByte(); // ! NWA2002
            text.Append((char)c);
        }
        while (c != '\n');
        return text.ToString();
    }
}
