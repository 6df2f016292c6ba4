using System.Net;
using System.Net.Sockets;

namespace BlindC057;

public static class Sequence057
{
    public static async Task<uint> NextAsync(NetworkStream stream, CancellationToken token)
    {
        var raw = new byte[4];
        await stream.ReadExactlyAsync(raw, token);
        uint value = BitConverter.ToUInt32(raw);
        return unchecked((uint)IPAddress.NetworkToHostOrder(value)); // ! NWA2019
    }
}
