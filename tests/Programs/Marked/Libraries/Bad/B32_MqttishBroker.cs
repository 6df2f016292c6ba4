using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ThinBroker;

public interface IBrokerLog
{
    void Write(string text);
}

public sealed class BrokerClientState
{
    public Socket Socket { get; init; }
    public byte[] Buffer { get; } = new byte[2048];
    public List<byte> Backlog { get; } = new();
    public HashSet<string> Topics { get; } = new();
}

public sealed class ThinBroker
{
    private readonly ConcurrentDictionary<Socket, BrokerClientState> _clients = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IBrokerLog _log;

    public ThinBroker(IBrokerLog log) => _log = log;

    public void Start(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen(3); // ! NWA4005
        _listener.BeginAccept(AcceptCallback, null);
    }

    private void AcceptCallback(IAsyncResult ar)
    {
        try
        {
            Socket socket = _listener.EndAccept(ar);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 45);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            var state = new BrokerClientState { Socket = socket };
            _clients[socket] = state;
            socket.BeginReceive(state.Buffer, 0, state.Buffer.Length, SocketFlags.None, ReceiveCallback, state);
            _listener.BeginAccept(AcceptCallback, null); // ! NWA4006
        }
        catch (SocketException ex)
        {
            _log.Write("accept: " + ex.Message);
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void ReceiveCallback(IAsyncResult ar)
    {
        var state = (BrokerClientState)ar.AsyncState;
        int n = state.Socket.EndReceive(ar); // ! NWA4010
        if (n == 0)
        {
            Drop(state);
            return;
        }
        for (int i = 0; i < n; i++)
        {
            if (state.Buffer[i] == '\n')
            {
                Handle(state, Encoding.UTF8.GetString(state.Backlog.ToArray()));
                state.Backlog.Clear();
            }
            else if (state.Backlog.Count < 64 * 1024)
            {
                state.Backlog.Add(state.Buffer[i]);
            }
        }
        state.Socket.BeginReceive(state.Buffer, 0, state.Buffer.Length, SocketFlags.None, ReceiveCallback, state);
    }

    private void Handle(BrokerClientState state, string line)
    {
        string[] words = line.TrimEnd('\r').Split(' ', 3);
        switch (words[0])
        {
            case "SUB" when words.Length > 1:
                lock (state.Topics) state.Topics.Add(words[1]);
                break;
            case "PUB" when words.Length > 2:
                Publish(words[1], words[2]);
                break;
            case "LOOKUP" when words.Length > 1:
                IPHostEntry entry = Dns.GetHostEntry(words[1]); // ! NWA6002
                Send(state, "HOST " + entry.HostName);
                break;
        }
    }

    private void Publish(string topic, string payload)
    {
        foreach (BrokerClientState state in _clients.Values)
        {
            bool wanted;
            lock (state.Topics) wanted = state.Topics.Contains(topic);
            if (wanted) Send(state, $"MSG {topic} {payload}");
        }
    }

    private void Send(BrokerClientState state, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + "\n");
        try
        {
            state.Socket.BeginSend(bytes, 0, bytes.Length, SocketFlags.None, SendCallback, state);
        }
        catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
        {
            Drop(state);
        }
    }

    private void SendCallback(IAsyncResult ar)
    {
        var state = (BrokerClientState)ar.AsyncState;
        try
        {
            state.Socket.EndReceive(ar); // ! NWA6007
        }
        catch (Exception ex) when (ex is SocketException or ObjectDisposedException or ArgumentException)
        {
            Drop(state);
        }
    }

    private void Drop(BrokerClientState state)
    {
        if (_clients.TryRemove(state.Socket, out _)) state.Socket.Dispose();
    }
}

public sealed class BrokerPublisher : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _broker;

    public BrokerPublisher(IPEndPoint broker)
    {
        _broker = broker;
        _socket.SendTimeout = 5000;
        _socket.Connect(broker); // ! NWA5003
    }

    public void Publish(string topic, string payload)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"PUB {topic} {payload}\n");
        try
        {
            _socket.Send(bytes);
        }
        catch (SocketException)
        {
            _socket.Connect(_broker); // ! NWA5006
            _socket.Send(bytes);
        }
    }

    public void Dispose() => _socket.Dispose();
}
