using System.Net.Sockets;

namespace BlindC048;

public sealed class Duplex048(TcpClient client)
{
    private readonly BufferedStream _io = new(client.GetStream()); // ! NWA2014

    public async Task<byte> EchoAsync(byte value, CancellationToken token)
    {
        var one = new[] { value };
        await _io.WriteAsync(one, token);
        await _io.FlushAsync(token);
        await _io.ReadExactlyAsync(one, token);
        return one[0];
    }
}
