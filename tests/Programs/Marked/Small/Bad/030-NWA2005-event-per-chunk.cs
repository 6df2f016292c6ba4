using System.Net.Sockets;
using System.Text;

namespace BlindC030;

public sealed class Chat030(NetworkStream stream)
{
    private readonly Encoding _encoding = Encoding.UTF8;
    public event EventHandler<string> TextArrived;

    public async Task RunAsync(CancellationToken token)
    {
        var buffer = new byte[1024];
        while (await stream.ReadAsync(buffer, token) is var n and > 0)
        {
            TextArrived?.Invoke(this, _encoding.GetString(buffer, 0, n)); // ! NWA2005
        }
    }
}
