using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BlockWorld.Server;

public sealed class Player
{
    public string Name { get; set; }
    public TcpClient Client { get; init; }
    public int X, Y, Z;
}

public interface IWorldClock
{
    void Tick();
}

public sealed class BlockWorldServer : IWorldClock
{
    private readonly List<Player> _players = new();
    private readonly TcpListener _listener;
    private readonly byte[] _buffer = new byte[1024];
    private volatile bool _running = true;

    public BlockWorldServer(int port)
    {
        _listener = new TcpListener(IPAddress.Any, port);
        _listener.Start();
    }

    public Action<Player, string> CommandReceived { get; set; }

    public void AcceptLoop()
    {
        while (_running)
        {
            if (!_listener.Pending()) // ! NWA4008
            {
                Thread.Sleep(15);
                continue;
            }
            try
            {
                TcpClient client = _listener.AcceptTcpClient();
                client.LingerState = new LingerOption(true, 0); // ! NWA1006
                client.ReceiveTimeout = 60_000;
                client.SendTimeout = 5_000;
                var player = new Player { Client = client };
                _players.Add(player); // ! NWA4014
                Task.Run(() => Serve(player));
            }
            catch (SocketException ex)
            {
                Console.Error.WriteLine("accept: " + ex.SocketErrorCode);
                Thread.Sleep(100);
            }
        }
    }

    private void Serve(Player player)
    {
        try
        {
            NetworkStream stream = player.Client.GetStream();
            var line = new StringBuilder();
            int n;
            while ((n = stream.Read(_buffer, 0, _buffer.Length)) > 0) // ! NWA4011
            {
                for (int i = 0; i < n; i++)
                {
                    if (_buffer[i] != '\n')
                    {
                        if (line.Length > 4096) return;
                        line.Append((char)_buffer[i]);
                        continue;
                    }
                    Dispatch(player, line.ToString());
                    line.Clear();
                }
            }
        }
        catch (IOException ex)
        {
            Console.Error.WriteLine($"{player.Name}: {ex.Message}");
        }
        finally
        {
            _players.Remove(player);
            player.Client.Dispose();
        }
    }

    private void Dispatch(Player player, string text)
    {
        string[] words = text.Trim().Split(' ');
        switch (words[0])
        {
            case "/name" when words.Length > 1:
                player.Name = words[1];
                break;
            case "/kick" when words.Length > 1:
                Player victim = _players.Find(p => p.Name == words[1]);
                if (victim != null) Kick(victim);
                break;
            default:
                CommandReceived?.Invoke(player, text);
                break;
        }
    }

    private static void Kick(Player victim)
    {
        byte[] bye = Encoding.UTF8.GetBytes("you were kicked\n");
        victim.Client.GetStream().Write(bye);
        victim.Client.Close(); // ! NWA1005
    }

    public void Tick()
    {
        foreach (Player player in _players.ToArray())
        {
            byte[] position = Encoding.UTF8.GetBytes($"{player.X} {player.Y} {player.Z}\n");
            try
            {
                player.Client.GetStream().Write(position);
            }
            catch (Exception ex) when (ex is IOException or InvalidOperationException) // ! NWA4013|NWA1004
            {
            }
        }
    }

    public void Stop()
    {
        _running = false;
        _listener.Stop();
    }
}

public sealed class StatusPublisher
{
    private readonly Socket _socket;
    private readonly byte[] _page;

    public StatusPublisher(Socket socket, byte[] page)
    {
        _socket = socket;
        _socket.Blocking = false;
        _page = page;
    }

    public bool Publish()
    {
        try
        {
            _socket.Send(_page); // ! NWA1003
            return true;
        }
        catch (SocketException ex) when (ex.SocketErrorCode == SocketError.WouldBlock)
        {
            return false;
        }
    }
}
