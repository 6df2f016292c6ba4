using System.Net;
using System.Net.Sockets;

namespace Relay;

/// <summary>A single-threaded server in the manner of select: every line that comes goes to all.</summary>
public sealed class SelectServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<Socket, Peer> peers = new();
    private bool stopped;

    public SelectServer(int port)
    {
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(128);
        listener.Blocking = false;
    }

    public void Run()
    {
        var buffer = new byte[8192];
        while (!stopped)
        {
            var readable = peers.Keys.Append(listener).ToList();
            var writable = peers.Values.Where(p => p.Pending.Count > 0).Select(p => p.Socket).ToList();
            Socket.Select(readable, writable, null, 1_000_000);
            foreach (var socket in readable)
            {
                if (socket == listener)
                {
                    Accept();
                }
                else
                {
                    Read(socket, buffer);
                }
            }

            foreach (var socket in writable)
            {
                if (peers.TryGetValue(socket, out var peer))
                {
                    Flush(peer);
                }
            }
        }
    }

    private void Accept()
    {
        try
        {
            var socket = listener.Accept();
            socket.Blocking = false;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            peers[socket] = new Peer(socket);
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine(e.SocketErrorCode);
        }
    }

    private void Read(Socket socket, byte[] buffer)
    {
        try
        {
            var n = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
            if (n == 0)
            {
                if (error != SocketError.WouldBlock)
                {
                    Drop(socket);
                }

                return;
            }

            foreach (var peer in peers.Values.Where(p => p.Socket != socket).ToList())
            {
                peer.Pending.AddRange(buffer.AsSpan(0, n));
                if (peer.Pending.Count > 1 << 20)
                {
                    Drop(peer.Socket);
                }
                else
                {
                    Flush(peer);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            Drop(socket);
        }
    }

    private void Flush(Peer peer)
    {
        try
        {
            var sent = peer.Socket.Send(peer.Pending.ToArray());
            peer.Pending.RemoveRange(0, sent);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
        }
        catch (SocketException)
        {
            Drop(peer.Socket);
        }
    }

    private void Drop(Socket socket)
    {
        peers.Remove(socket);
        socket.Dispose();
    }

    public void Dispose()
    {
        stopped = true;
        listener.Dispose();
        foreach (var socket in peers.Keys)
        {
            socket.Dispose();
        }
    }

    private sealed class Peer(Socket socket)
    {
        public Socket Socket { get; } = socket;

        public List<byte> Pending { get; } = [];
    }
}
