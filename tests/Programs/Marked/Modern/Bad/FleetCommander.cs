using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.Fleet;

public sealed record Order(string Verb, int Speed);
public sealed record Vehicle(string Plate, SslStream Stream);

public static class FleetExtensions
{
    public static void ForEachVehicle(this IEnumerable<Vehicle> vehicles, Action<Vehicle> action)
    {
        foreach (var vehicle in vehicles)
        {
            action(vehicle);
        }
    }

    public static async Task<string?> ReadReplyAsync(this Stream stream, Memory<byte> scratch, CancellationToken ct)
        => await stream.ReadAtLeastAsync(scratch, 1, throwOnEndOfStream: false, ct) switch
        {
            0 => null,
            var n => JsonSerializer.Deserialize<string>(scratch.Span[..n]), // ! NWA2003
        };
}

public sealed class FleetCommander : IDisposable
{
    private readonly Dictionary<string, Vehicle> _vehicles = new();
    private readonly ILogger _log;
    private readonly Timer _heartbeat;

    public FleetCommander(ILogger log)
    {
        _log = log;
        _heartbeat = new Timer(async _ => // ! NWA4012
        {
            foreach (var vehicle in _vehicles.Values)
            {
                await vehicle.Stream.WriteAsync("\n"u8.ToArray()); // ! NWA1009|NWA3017
            }
        }, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
    }

    public async Task AcceptAsync(TcpListener listener, SslServerAuthenticationOptions tls, CancellationToken ct)
    {
        await Parallel.ForEachAsync(Accepted(listener, ct), ct, async (client, token) =>
        {
            try
            {
                var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(tls, token); // ! NWA3010
                var plate = await stream.ReadReplyAsync(new byte[256], token) ?? "?";
                _vehicles[plate] = new Vehicle(plate, stream); // ! NWA4014
            }
            catch (Exception ex)
            {
                _log.LogWarning(ex, "Vehicle refused");
                client.Dispose();
            }
        });
    }

    private static async IAsyncEnumerable<TcpClient> Accepted(
        TcpListener listener,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        listener.Start();
        while (!ct.IsCancellationRequested)
        {
            yield return await listener.AcceptTcpClientAsync(ct); // ! NWA4006
        }
    }

    public void StopAll()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new Order("stop", 0));
        _vehicles.Values.ForEachVehicle(async v => await v.Stream.WriteAsync(bytes)); // ! NWA4012
    }

    public async Task<string?> AskAsync(string plate, Order order)
    {
        var stream = _vehicles[plate].Stream;
        using var text = new MemoryStream();
        await JsonSerializer.SerializeAsync(text, order);
        await stream.WriteAsync(text.GetBuffer()); // ! NWA1008
        return await stream.ReadReplyAsync(new byte[1024], CancellationToken.None); // ! NWA3004
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _vehicles.Values.ForEachVehicle(v => v.Stream.Dispose());
    }
}
