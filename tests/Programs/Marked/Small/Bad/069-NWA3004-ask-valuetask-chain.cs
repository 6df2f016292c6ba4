using System.Net.Sockets;

namespace BlindC069;

public sealed class Plc069(NetworkStream stream)
{
    private readonly byte[] _word = new byte[2];

    public async ValueTask<int> ReadRegisterAsync(byte register)
    {
        byte[] command = [0x03, register];
        await stream.WriteAsync(command);
        await stream.ReadExactlyAsync(_word); // ! NWA3004
        return _word[0] << 8 | _word[1];
    }
}
