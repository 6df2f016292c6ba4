using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Forward;

/// <summary>Forwards a local port to a database in another network.</summary>
public sealed class PortForwarder
{
    private readonly IPEndPoint local;
    private readonly DnsEndPoint remote;
    private readonly SemaphoreSlim free = new(200);

    public PortForwarder(IPEndPoint local, DnsEndPoint remote)
    {
        this.local = local;
        this.remote = remote;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        using var listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(local);
        listener.Listen();
        while (!stop.IsCancellationRequested)
        {
            await free.WaitAsync(stop);
            Socket near;
            try
            {
                near = await listener.AcceptAsync(stop);
            }
            catch (SocketException e)
            {
                free.Release();
                Console.Error.WriteLine(e.Message);
                await Task.Delay(100, stop);
                continue;
            }

            _ = ForwardAsync(near, stop);
        }
    }

    private async Task ForwardAsync(Socket near, CancellationToken stop)
    {
        try
        {
            using (near)
            using (var far = new Socket(SocketType.Stream, ProtocolType.Tcp))
            {
                using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop))
                {
                    deadline.CancelAfter(TimeSpan.FromSeconds(10));
                    await far.ConnectAsync(remote, deadline.Token);
                }

                KeepAlive(near);
                KeepAlive(far);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAll(PumpAsync(near, far, both), PumpAsync(far, near, both));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Console.Error.WriteLine($"forward: {e.Message}");
        }
        finally
        {
            free.Release();
        }
    }

    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource both)
    {
        var stop = both.Token;
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (true)
            {
                var n = await from.ReceiveAsync(buffer, SocketFlags.None, stop);
                if (n == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, n), SocketFlags.None, stop);
            }
        }
        catch
        {
            await both.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
