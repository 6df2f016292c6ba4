using System.Net.Sockets;

namespace BlindC075;

public sealed class Health075
{
    private TcpClient _client;

    public Health075(TcpClient client) => _client = client;

    public bool IsHealthy => _client?.Client?.Connected == true; // ! NWA3007
}
