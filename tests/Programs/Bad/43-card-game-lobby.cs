using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CardGame;

/// <summary>Lobby of a card game: players log in, wait, and are paired.</summary>
public class Lobby
{
    private readonly TcpListener _listener;
    private readonly List<Player> _waiting = new List<Player>();
    private readonly byte[] _buffer = new byte[1024];

    public Lobby(int port)
    {
        _listener = new TcpListener(IPAddress.Any, port);
    }

    public async Task RunAsync()
    {
        _listener.Start();
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException e)
            {
                Console.WriteLine(e.Message);
                await Task.Delay(100);
                continue;
            }

            _ = Task.Run(() => WelcomeAsync(client));
        }
    }

    private async Task WelcomeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            var stream = client.GetStream();
            var n = await stream.ReadAsync(_buffer, 0, _buffer.Length); // BAD: shared-connection-state
            var name = Encoding.UTF8.GetString(_buffer, 0, n); // BAD: partial-read-as-message
            var player = new Player(name, client);
            Player? other = null;
            lock (_waiting)
            {
                if (_waiting.Count > 0)
                {
                    other = _waiting[0];
                    _waiting.RemoveAt(0);
                }
                else
                {
                    _waiting.Add(player);
                }
            }

            if (other != null)
            {
                await Task.WhenAll(player.TellAsync($"against {other.Name}\n"), other.TellAsync($"against {player.Name}\n"));
            }
        }
        catch (Exception e) when (e is IOException || e is SocketException || e is OperationCanceledException)
        {
            Console.WriteLine(e.Message);
            client.Close();
        }
    }

    private sealed class Player
    {
        private readonly TcpClient _client;

        public Player(string name, TcpClient client)
        {
            Name = name;
            _client = client;
        }

        public string Name { get; }

        public async Task TellAsync(string text)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), deadline.Token);
        }
    }
}
