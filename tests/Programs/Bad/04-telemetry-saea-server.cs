using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Telemetry;

/// <summary>Collects samples of devices: SocketAsyncEventArgs from a pool, one for each connection.</summary>
public sealed class CollectorServer
{
    private const int BufferSize = 4096;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<SocketAsyncEventArgs> pool = [];
    private readonly Action<EndPoint?, ReadOnlyMemory<byte>> sample;
    private volatile bool stopped;

    public CollectorServer(int port, Action<EndPoint?, ReadOnlyMemory<byte>> sample)
    {
        this.sample = sample;
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(512);
    }

    public void Start()
    {
        var accept = new SocketAsyncEventArgs();
        accept.Completed += (_, e) => AcceptCompleted(e);
        Accept(accept);
    }

    public void Stop()
    {
        stopped = true;
        listener.Close();
    }

    private void Accept(SocketAsyncEventArgs e)
    {
        if (stopped)
        {
            return;
        }

        e.AcceptSocket = null;
        listener.AcceptAsync(e); // BAD: saea-sync-completion
    }

    private void AcceptCompleted(SocketAsyncEventArgs e)
    {
        Welcome(e);
        try
        {
            Accept(e);
        }
        catch (ObjectDisposedException)
        {
            e.Dispose();
        }
    }

    private void Welcome(SocketAsyncEventArgs e)
    {
        if (e.SocketError != SocketError.Success || e.AcceptSocket is not { } peer)
        {
            return;
        }

        if (!pool.TryTake(out var receive))
        {
            receive = new SocketAsyncEventArgs();
            receive.SetBuffer(new byte[BufferSize], 0, BufferSize);
            receive.Completed += (_, done) => Received(done);
        }

        peer.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        peer.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        peer.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        receive.UserToken = peer;
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Server.Begin(state.Receive), (Server: this, Receive: receive), preferLocal: false);
    }

    private void Begin(SocketAsyncEventArgs e)
    {
        try
        {
            if (!((Socket)e.UserToken!).ReceiveAsync(e))
            {
                Received(e);
            }
        }
        catch (ObjectDisposedException)
        {
            Release(e);
        }
    }

    private void Received(SocketAsyncEventArgs e)
    {
        var peer = (Socket)e.UserToken!;
        try
        {
            do
            {
                if (e.SocketError != SocketError.Success) // BAD: zero-not-checked
                {
                    Release(e);
                    return;
                }

                sample(peer.RemoteEndPoint, e.MemoryBuffer[..e.BytesTransferred]);
            }
            while (!peer.ReceiveAsync(e));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            Release(e);
        }
    }

    private void Release(SocketAsyncEventArgs e)
    {
        (e.UserToken as Socket)?.Dispose();
        e.UserToken = null;
        pool.Add(e);
    }
}
