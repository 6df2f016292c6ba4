using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Blind.B.Bad.LegacyTelemetry;

public sealed record Reading(string Device, string Value);

public sealed class LegacyTelemetryBridge : IDisposable
{
    private readonly byte[] _chunk = new byte[2048];
    private readonly StringBuilder _text = new();
    private readonly Channel<Reading> _readings = Channel.CreateUnbounded<Reading>();
    private readonly (string Host, int Port) _target;
    private readonly Socket _socket;

    public LegacyTelemetryBridge(string host, int port)
    {
        _target = (host, port);
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    public ChannelReader<Reading> Readings => _readings.Reader;

    public async Task StartAsync(CancellationToken ct)
    {
        await _socket.ConnectAsync(_target.Host, _target.Port, ct);
        Arm();
    }

    private void Arm() => _socket.BeginReceive(_chunk, 0, _chunk.Length, SocketFlags.None, OnReceived, _socket);

    private void OnReceived(IAsyncResult ar)
    {
        var n = _socket.EndReceive(ar); // ! NWA4010
        if (n == 0)
        {
            Restart();
            return;
        }

        _text.Append(Encoding.UTF8.GetString(_chunk.AsSpan(0, n))); // ! NWA2005
        var text = _text.ToString();
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('=') is [var device, var value])
            {
                _readings.Writer.TryWrite(new Reading(device, value));
            }
        }

        _text.Remove(0, text.LastIndexOf('\n') + 1);
        Arm();
    }

    public void Acknowledge(Reading reading)
    {
        var bytes = Encoding.UTF8.GetBytes($"ACK {reading.Device}\n");
        _socket.BeginSend(bytes, 0, bytes.Length, SocketFlags.None, static ar =>
        {
            var socket = (Socket)ar.AsyncState!;
            try
            {
                socket.EndReceive(ar); // ! NWA6007
            }
            catch (SocketException ex) when (ex.ErrorCode is 10053 or 10054) // ! NWA3015
            {
                socket.Close();
            }
        }, _socket);
    }

    private void Restart()
    {
        _socket.Disconnect(reuseSocket: true);
        _socket.Connect(_target.Host, _target.Port); // ! NWA5006|NWA6002
        Arm();
    }

    public void Dispose()
    {
        _readings.Writer.TryComplete();
        _socket.Shutdown(SocketShutdown.Both); // ! NWA5007
        _socket.Dispose();
    }
}
