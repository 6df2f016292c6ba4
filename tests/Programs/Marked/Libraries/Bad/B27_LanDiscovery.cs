using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CoopGame.Lan;

public sealed class LobbyInfo
{
    public string Name { get; set; }
    public int Players { get; set; }
    public int Port { get; set; }
}

public sealed class FoundLobby
{
    public IPEndPoint EndPoint { get; init; }
    public LobbyInfo Info { get; init; }
    public DateTime SeenAt { get; set; }

    public string JoinUrl => $"coop://{EndPoint.Address}:{Info.Port}/join"; // ! NWA9005
}

public interface ILobbySource
{
    LobbyInfo Current { get; }
}

public sealed class LobbyAnnouncer : IDisposable
{
    private readonly Socket _socket;
    private readonly ILobbySource _source;
    private readonly Timer _timer;

    public LobbyAnnouncer(ILobbySource source)
    {
        _source = source;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _timer = new Timer(Announce, null, 0, 2000);
    }

    private void Announce(object state)
    {
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(_source.Current);
        try
        {
            _socket.SendTo(data, new IPEndPoint(IPAddress.Broadcast, 47_777)); // ! NWA9015
        }
        catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
        {
            Console.Error.WriteLine("announce: " + ex.Message);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _socket.Dispose();
    }
}

public sealed class LobbyBrowser : IDisposable
{
    private static readonly IPEndPoint Registry = new(IPAddress.Parse("192.0.2.40"), 70_777); // ! NWA9014
    private readonly List<FoundLobby> _found = new();
    private readonly UdpClient _udp;
    private volatile bool _open = true;

    public LobbyBrowser(int port = 47_777)
    {
        _udp = new UdpClient(AddressFamily.InterNetwork);
        _udp.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _udp.Client.Bind(new IPEndPoint(IPAddress.Any, port));
        new Thread(Listen) { IsBackground = true }.Start();
    }

    public IReadOnlyList<FoundLobby> Snapshot()
    {
        lock (_found) return _found.ToArray();
    }

    private void Listen()
    {
        try
        {
            while (_open)
            {
                IPEndPoint from = null;
                byte[] data = _udp.Receive(ref from); // ! NWA9011
                LobbyInfo info;
                try
                {
                    info = JsonSerializer.Deserialize<LobbyInfo>(data);
                }
                catch (JsonException)
                {
                    continue;
                }
                Remember(from, info);
            }
        }
        catch (SocketException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void Remember(IPEndPoint from, LobbyInfo info)
    {
        lock (_found)
        {
            FoundLobby known = _found.FirstOrDefault(l => l.EndPoint == from); // ! NWA9004
            if (known != null)
            {
                known.SeenAt = DateTime.UtcNow;
                return;
            }
            _found.Add(new FoundLobby { EndPoint = from, Info = info, SeenAt = DateTime.UtcNow });
        }
    }

    public void AskRegistry()
    {
        byte[] question = Encoding.ASCII.GetBytes("LIST");
        _udp.Send(question, question.Length, Registry);
    }

    public void Dispose()
    {
        _open = false;
        _udp.Dispose();
    }
}
