using System.Net.Sockets;
using System.Text;

namespace BlindC038G;

public sealed class Session038G
{
    private readonly NetworkStream _stream;
    private StreamReader Reader { get; }

    public Session038G(NetworkStream stream)
    {
        _stream = stream;
        Reader = new(_stream, Encoding.ASCII, false, 1024, leaveOpen: true);
    }

    public async Task<string> LoginAsync(CancellationToken token)
    {
        var user = await Reader.ReadLineAsync(token);
        var password = await Reader.ReadLineAsync(token);
        return user is null || password is null ? null : user + ":" + password.Length;
    }
}
