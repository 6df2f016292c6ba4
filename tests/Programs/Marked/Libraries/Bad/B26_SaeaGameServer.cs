using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RealmServer.Net;

public abstract class RealmSession
{
    private readonly SocketAsyncEventArgs _receive = new();
    protected readonly Socket Socket;
    private int _closed;

    protected RealmSession(Socket socket)
    {
        Socket = socket;
        Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        _receive.SetBuffer(new byte[4096], 0, 4096);
        _receive.Completed += (_, e) => ProcessReceive(e);
    }

    protected abstract void OnData(ReadOnlySpan<byte> data);

    public void Begin() => Socket.ReceiveAsync(_receive); // ! NWA6003

    private void ProcessReceive(SocketAsyncEventArgs e)
    {
        if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
        {
            Close();
            return;
        }
        try
        {
            OnData(e.Buffer.AsSpan(0, e.BytesTransferred));
            if (!Socket.ReceiveAsync(e))
            {
                ProcessReceive(e); // ! NWA6004
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    public void Send(byte[] packet)
    {
        var send = new SocketAsyncEventArgs();
        send.SetBuffer(packet, 0, packet.Length);
        send.Completed += SendCompleted;
        try
        {
            if (!Socket.SendAsync(send)) SendCompleted(Socket, send);
        }
        catch (ObjectDisposedException)
        {
            send.Dispose();
        }
    }

    protected virtual void OnSent(int packets) { }

    private void SendCompleted(object sender, SocketAsyncEventArgs e)
    {
        OnSent(1); // ! NWA6005
        e.Dispose();
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Socket.Dispose();
            _receive.Dispose();
        }
    }
}

public sealed class LoginSession : RealmSession
{
    private readonly byte[] _frame = new byte[64];
    private int _have;

    public LoginSession(Socket socket) : base(socket) { }

    public int Sent { get; private set; }

    protected override void OnSent(int packets) => Sent += packets;

    protected override void OnData(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int part = Math.Min(data.Length, _frame.Length - _have);
            data.Slice(0, part).CopyTo(_frame.AsSpan(_have));
            _have += part;
            data = data.Slice(part);
            if (_have < _frame.Length) return;
            _have = 0;
            byte[] key = Rfc2898DeriveBytes.Pbkdf2(_frame.AsSpan(0, 32), _frame.AsSpan(32), 600_000, HashAlgorithmName.SHA256, 32); // ! NWA6001
            Send(key);
        }
    }
}

public sealed class RealmServer : IDisposable
{
    private readonly ConcurrentDictionary<LoginSession, byte> _sessions = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public void Start(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen(512);
        _listener.BeginAccept(OnAccept, null);
    }

    private void OnAccept(IAsyncResult ar)
    {
        Socket socket = _listener.EndAccept(ar); // ! NWA4010|NWA4006
        _listener.BeginAccept(OnAccept, null);
        var session = new LoginSession(socket);
        _sessions[session] = 0;
        session.Begin();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (LoginSession session in _sessions.Keys) session.Close();
    }
}
