using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Devices;

/// <summary>Registered as a singleton: devices connect and send readings, the operator may reset one.</summary>
public class DeviceSocketHandler
{
    private readonly Dictionary<string, WebSocket> _devices = new();
    private WebSocket? _socket; // BAD: shared-connection-state
    private readonly byte[] _buffer = new byte[2048];

    public event Action<string, string>? Reading;

    public async Task HandleAsync(HttpContext context, string device)
    {
        _socket = await context.WebSockets.AcceptWebSocketAsync();
        lock (_devices)
        {
            _devices[device] = _socket;
        }

        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var result = await _socket.ReceiveAsync(_buffer, context.RequestAborted);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                    return;
                }

                Reading?.Invoke(device, Encoding.UTF8.GetString(_buffer, 0, result.Count)); // BAD: ws-endofmessage
            }
        }
        finally
        {
            lock (_devices)
            {
                _devices.Remove(device);
            }

            _socket.Dispose();
        }
    }

    public async Task<bool> ResetAsync(string device, CancellationToken cancel)
    {
        WebSocket? socket;
        lock (_devices)
        {
            _devices.TryGetValue(device, out socket);
        }

        if (socket is null)
        {
            return false;
        }

        await socket.SendAsync("reset"u8.ToArray(), WebSocketMessageType.Text, true, cancel);
        return true;
    }
}
