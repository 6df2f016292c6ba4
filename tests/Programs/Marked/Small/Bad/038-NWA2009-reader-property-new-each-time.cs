using System.Net.Sockets;
using System.Text;

namespace BlindC038;

public sealed class Session038
{
    private readonly NetworkStream _stream;
    private StreamReader Reader => new(_stream, Encoding.ASCII, false, 1024, leaveOpen: true); // ! NWA2009

    public Session038(NetworkStream stream)
    {
        _stream = stream;
    }

    public async Task<string> LoginAsync(CancellationToken token)
    {
        var user = await Reader.ReadLineAsync(token);
        var password = await Reader.ReadLineAsync(token);
        return user is null || password is null ? null : user + ":" + password.Length;
    }
}
