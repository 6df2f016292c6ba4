using System.Net.Sockets;

namespace BlindC119;

public static class Failover119
{
    public static async Task<NetworkStream> SwitchAsync(Holder119 holder, string backup, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(5000);
        holder.Client = new TcpClient(); // ! NWA5005
        await holder.Client.ConnectAsync(backup, 9000, limit.Token);
        return holder.Client.GetStream();
    }
}

public sealed class Holder119 : IDisposable
{
    public TcpClient Client = new();
    public void Dispose() => Client.Dispose();
}
