using System.Net.Sockets;

namespace BlindC004;

public sealed class Publisher004(Socket peer)
{
    public Task PublishAsync(ReadOnlyMemory<byte> payload, CancellationToken token)
    {
        return Attempt(0);

        async Task Attempt(int tries)
        {
            try
            {
                await peer.SendAsync(payload, SocketFlags.None, token);
            }
            catch (SocketException) when (tries < 20)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << Math.Min(tries, 6)), token);
                await Attempt(tries + 1); // ! NWA1002
            }
        }
    }
}
