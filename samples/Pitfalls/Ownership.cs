using System.Net.Sockets;

namespace Pitfalls;

/// <summary>Is a host reachable?</summary>
public static class Probe
{
    /// <summary>True when something accepts connections there.</summary>
    public static async Task<bool> IsOpenAsync(string host, int port, CancellationToken token)
    {
        // NWA5001: every probe leaves a connection behind.
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
