using System.Net.Sockets;

namespace BlindC069G;

public sealed class Plc069G(NetworkStream stream)
{
    private readonly byte[] _word = new byte[2];

    public async ValueTask<int> ReadRegisterAsync(byte register)
    {
        using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        byte[] command = [0x03, register];
        await stream.WriteAsync(command, cts.Token);
        await stream.ReadExactlyAsync(_word, cts.Token);
        return _word[0] << 8 | _word[1];
    }
}
