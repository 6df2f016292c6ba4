using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>A path between sender and receiver that can be cut: with resets, with silence, or by letting nobody through.</summary>
internal sealed class BrokenPath : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _receiver;
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private volatile bool _silent;
    private volatile bool _closed;

    public BrokenPath(IPEndPoint receiver)
    {
        _receiver = receiver;
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Resets all connections, with what is in their buffers.</summary>
    public void Reset()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Bytes are held back and nobody is told, as by a cable that is out.</summary>
    public void Silence(bool on) => _silent = on;

    /// <summary>New connections are closed at once.</summary>
    public void Refuse(bool on) => _closed = on;

    public void Dispose()
    {
        _listener.Dispose();
        Reset();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await _listener.AcceptSocketAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(near);
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (near)
        {
            try
            {
                if (_closed)
                {
                    return;
                }

                _open[near] = 0;
                _open[far] = 0;
                await far.ConnectAsync(_receiver);
                await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // The near end hears of it by its connection's end.
            }
            finally
            {
                _open.TryRemove(near, out _);
                _open.TryRemove(far, out _);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is var received && received > 0)
            {
                while (_silent)
                {
                    await Task.Delay(20);
                }

                await to.SendAsync(buffer.AsMemory(0, received));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
