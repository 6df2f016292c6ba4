using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Devices;

/// <summary>Registered as a singleton: devices connect and send readings, the operator may reset one.</summary>
public class DeviceSocketHandler
{
    private readonly Dictionary<string, WebSocket> _devices = new();

    public event Action<string, string>? Reading;

    public async Task HandleAsync(HttpContext context, string device)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        lock (_devices)
        {
            _devices[device] = socket;
        }

        try
        {
            var buffer = new byte[2048];
            var count = 0;
            while (socket.State == WebSocketState.Open)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(count), context.RequestAborted);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                    return;
                }

                count += result.Count;
                if (!result.EndOfMessage)
                {
                    if (count == buffer.Length)
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, context.RequestAborted);
                        return;
                    }

                    continue;
                }

                Reading?.Invoke(device, Encoding.UTF8.GetString(buffer, 0, count));
                count = 0;
            }
        }
        finally
        {
            lock (_devices)
            {
                _devices.Remove(device);
            }
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
