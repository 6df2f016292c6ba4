using System.Net.Sockets;
using System.Text;

namespace BlindC030G;

public sealed class Chat030G(NetworkStream stream)
{
    private readonly Encoding _encoding = Encoding.UTF8;
    public event EventHandler<string> TextArrived;

    public async Task RunAsync(CancellationToken token)
    {
        var buffer = new byte[1024];
        var decoder = _encoding.GetDecoder();
        var chars = new char[_encoding.GetMaxCharCount(buffer.Length)];
        while (await stream.ReadAsync(buffer, token) is var n and > 0)
        {
            int c = decoder.GetChars(buffer, 0, n, chars, 0);
            TextArrived?.Invoke(this, new string(chars, 0, c));
        }
    }
}
