using System.Net;
using System.Net.Sockets;

namespace BlindC156;

public static class Items156
{
    public static async Task<List<int>> ReadAsync(NetworkStream stream, CancellationToken token)
    {
        var four = new byte[4];
        await stream.ReadExactlyAsync(four, token);
        int count = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(four));
        var items = new List<int>(count); // ! NWA9001
        while (items.Count < count)
        {
            await stream.ReadExactlyAsync(four, token);
            items.Add(IPAddress.NetworkToHostOrder(BitConverter.ToInt32(four)));
        }
        return items;
    }
}
