using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace BlindC124;

public sealed class Proxy124(HttpClient http) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var body = http.GetByteArrayAsync("https://example.org/motd", connection.ConnectionClosed).Result; // ! NWA6002
        await connection.Transport.Output.WriteAsync(body, connection.ConnectionClosed);
        await connection.Transport.Output.CompleteAsync();
    }
}
