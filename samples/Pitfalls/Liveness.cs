using System.Net.Sockets;
using System.Text;

namespace Pitfalls;

/// <summary>Asks a machine for its temperature, over a line that sometimes dies.</summary>
public sealed class Thermometer : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Connects to the machine.</summary>
    public async Task ConnectAsync(string host, CancellationToken token)
    {
        await _client.ConnectAsync(host, 4001, token);

        // NWA3002: the first probe goes out after two hours.
        _client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);

        // NWA3005: only blocking reads obey it, and there are none.
        _client.ReceiveTimeout = 5_000;
    }

    /// <summary>Reads temperatures until the machine goes away.</summary>
    public async Task WatchAsync(Action<string> show, CancellationToken token)
    {
        var stream = _client.GetStream();
        var buffer = new byte[256];
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[256];

        // NWA3007: it stays true for ever when the machine is gone, and nothing is read then that would tell.
        while (_client.Connected)
        {
            if (!stream.DataAvailable)
            {
                await Task.Delay(100, token);
                continue;
            }

            var count = await stream.ReadAsync(buffer, token);
            show(new string(text, 0, decoder.GetChars(buffer, 0, count, text, 0)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}

/// <summary>Asks the same machine once, the old way.</summary>
public static class OldThermometer
{
    /// <summary>Reads one temperature.</summary>
    public static string? Ask()
    {
        using var client = new TcpClient("localhost", 4001);
        using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true };
        using var reader = new StreamReader(client.GetStream());
        writer.WriteLine("TEMP?");

        // NWA3003: a machine that never answers keeps this thread for ever.
        return reader.ReadLine();
    }
}
