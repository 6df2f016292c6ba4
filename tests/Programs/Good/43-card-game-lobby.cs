using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CardGame;

/// <summary>Lobby of a card game: players log in, wait, and are paired.</summary>
public class Lobby
{
    private readonly TcpListener _listener;
    private readonly List<Player> _waiting = new List<Player>();

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
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var length = new byte[1];
            await stream.ReadExactlyAsync(length, deadline.Token);
            var bytes = new byte[length[0]];
            await stream.ReadExactlyAsync(bytes, deadline.Token);
            var player = new Player(Encoding.UTF8.GetString(bytes), client);
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
