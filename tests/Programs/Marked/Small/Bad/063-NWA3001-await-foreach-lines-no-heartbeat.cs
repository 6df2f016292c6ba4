using System.Net.Sockets;
using System.Text;

namespace BlindC063;

public sealed class Listener063(TcpClient client)
{
    private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

    public async IAsyncEnumerable<string> EventsAsync()
    {
        using var owned = client;
        while (await _reader.ReadLineAsync() is { } line) // ! NWA3001
            yield return line;
    }
}
