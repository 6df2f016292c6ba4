using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class BroadcastWithoutTimeoutTests
{
    [Theory]
    [InlineData("foreach (var peer in _sockets) peer.[|Send|](bytes);")]
    [InlineData("foreach (var peer in _sockets.Where(one => one.Connected)) peer.[|Send|](bytes, SocketFlags.None);")]
    [InlineData("foreach (var peer in _sockets.ToArray()) { try { peer.[|Send|](bytes); } catch (SocketException) { Console.WriteLine(); } }")]
    [InlineData("foreach (var peer in _clients) peer.GetStream().[|Write|](bytes, 0, 1);")]
    [InlineData("foreach (var peer in _clients) { var stream = peer.GetStream(); stream.[|Write|](bytes, 0, 1); stream.Flush(); }")]
    [InlineData("foreach (var peer in _clients) { var writer = new StreamWriter(peer.GetStream()); writer.[|WriteLine|](\"news\"); writer.Flush(); }")]
    [InlineData("foreach (var peer in _clients) await peer.GetStream().[|WriteAsync|](bytes);")]
    [InlineData("foreach (var peer in _clients) await peer.GetStream().[|WriteAsync|](bytes, 0, 1).ConfigureAwait(false);")]
    [InlineData("foreach (var peer in _sockets) await peer.[|SendAsync|](bytes, SocketFlags.None, CancellationToken.None);")]
    [InlineData("foreach (var peer in _webSockets) await peer.[|SendAsync|](bytes, WebSocketMessageType.Text, true, CancellationToken.None);")]
    [InlineData("foreach (var peer in _byName.Values) peer.[|Send|](bytes);")]
    [InlineData("foreach (var peer in _byName) peer.Value.[|Send|](bytes);")]
    [InlineData("foreach (var (name, peer) in _byName) peer.[|Send|](bytes);")]
    [InlineData("for (var i = 0; i < _sockets.Count; i++) _sockets[i].[|Send|](bytes);")]
    [InlineData("for (var i = 0; i < _sockets.Count; i++) { var peer = _sockets[i]; peer.[|Send|](bytes); }")]
    [InlineData("var peers = _sockets.ToList(); foreach (var peer in peers) peer.[|Send|](bytes);")]
    public Task A_loop_that_sends_to_one_after_the_other_is_reported(string statement) => Verify<BroadcastWithoutTimeout>.Reports(Server(statement));

    [Theory]
    [InlineData("foreach (var peer in _guests) peer.[|Tell|](bytes);")]
    [InlineData("foreach (var peer in _guests) await peer.[|TellAsync|](bytes);")]
    [InlineData("foreach (var peer in _guests) peer.Client.GetStream().[|Write|](bytes, 0, 1);")]
    [InlineData("foreach (var peer in _clients) [|Tell|](peer, bytes);")]
    [InlineData("foreach (var peer in _clients) await [|TellAsync|](peer, bytes);")]
    public Task A_method_that_sends_is_looked_into(string statement) => Verify<BroadcastWithoutTimeout>.Reports(Server(statement));

    [Theory]
    [InlineData("foreach (var peer in _sockets) { peer.SendTimeout = 1000; peer.Send(bytes); }")]
    [InlineData("foreach (var peer in _clients) { var stream = peer.GetStream(); stream.WriteTimeout = 1000; stream.Write(bytes, 0, 1); }")]
    [InlineData("foreach (var peer in _clients) { using var limit = new CancellationTokenSource(); limit.CancelAfter(1000); await peer.GetStream().WriteAsync(bytes, limit.Token); }")]
    [InlineData("foreach (var peer in _clients) await peer.GetStream().WriteAsync(bytes, token);")]
    [InlineData("foreach (var peer in _clients) await peer.GetStream().WriteAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("foreach (var peer in _sockets) if (peer.Poll(0, SelectMode.SelectWrite)) peer.Send(bytes);")]
    public Task A_limit_for_each_send_is_quiet(string statement) => Verify<BroadcastWithoutTimeout>.Quiet(Server(statement));

    [Theory]
    [InlineData("foreach (var peer in _clients) _ = peer.GetStream().WriteAsync(bytes);")]
    [InlineData("await Task.WhenAll(_clients.Select(peer => peer.GetStream().WriteAsync(bytes).AsTask()));")]
    [InlineData("foreach (var peer in _clients) _ = Task.Run(() => peer.GetStream().Write(bytes, 0, 1));")]
    [InlineData("foreach (var peer in _sockets) peer.BeginSend(bytes, 0, 1, SocketFlags.None, null, null);")]
    [InlineData("foreach (var peer in _queued) peer.Tell(bytes);")]
    public Task Sends_that_wait_for_nobody_are_quiet(string statement) => Verify<BroadcastWithoutTimeout>.Quiet(Server(statement));

    [Theory]
    [InlineData("foreach (var part in parts) _sockets[0].Send(part);")]
    [InlineData("foreach (var peer in _endPoints) _udp.SendTo(bytes, peer);")]
    [InlineData("foreach (var peer in _udps) peer.Send(bytes, 1);")]
    [InlineData("foreach (var peer in _sockets) peer.SendTo(bytes, _endPoints[0]);")]
    [InlineData("Console.WriteLine(SocketType.Dgram); foreach (var peer in _sockets) peer.Send(bytes);")]
    [InlineData("foreach (var file in _files) file.Write(bytes, 0, 1);")]
    [InlineData("foreach (var peer in _sockets) peer.Close();")]
    [InlineData("while (parts.Count > 0) _sockets[0].Send(bytes);")]
    public Task Pieces_for_one_connection_datagrams_and_files_are_quiet(string statement) => Verify<BroadcastWithoutTimeout>.Quiet(Server(statement));

    [Theory]
    [InlineData("foreach (var peer in _sockets) if (peer.Receive(bytes) > 0) peer.Send(bytes);")]
    [InlineData("while (true) foreach (var peer in _clients) if (peer.Available > 0) peer.GetStream().Write(bytes, 0, 1);")]
    public Task A_loop_that_serves_one_after_the_other_is_quiet(string statement) => Verify<BroadcastWithoutTimeout>.Quiet(Server(statement));

    [Fact]
    public Task A_good_bye_is_quiet() => Verify<BroadcastWithoutTimeout>.Quiet(Server("foreach (var peer in _sockets) peer.Send(bytes);", "StopAsync"));

    [Fact]
    public Task A_limit_that_is_set_where_the_connection_is_accepted_is_quiet() => Verify<BroadcastWithoutTimeout>.Quiet(
        Server("foreach (var peer in _sockets) peer.Send(bytes);") + "class Door { void Let(Socket s, Server server) => s.SendTimeout = 5000; }");

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<BroadcastWithoutTimeout>.Reports(
        Usings + """
        var listener = new TcpListener(IPAddress.Loopback, 5000);
        var peers = new List<TcpClient>();
        peers.Add(await listener.AcceptTcpClientAsync());
        while (Console.ReadLine() is { } line)
        {
            foreach (var peer in peers) await peer.GetStream().[|WriteAsync|](new byte[1]);
        }
        """, output: OutputKind.ConsoleApplication);

    [Fact]
    public Task The_NET_Framework_is_reported_too() => Verify<BroadcastWithoutTimeout>.Reports("""
        using System.Collections;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Text;

        class Chat
        {
            private static Dictionary<string, TcpClient> clients = new Dictionary<string, TcpClient>();

            public static void Broadcast(string message)
            {
                foreach (KeyValuePair<string, TcpClient> item in clients)
                {
                    NetworkStream stream = item.Value.GetStream();
                    byte[] bytes = Encoding.ASCII.GetBytes(message);
                    stream.[|Write|](bytes, 0, bytes.Length);
                    stream.Flush();
                }
            }
        }
        """, "net462");

    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private static string Server(string statement, string name = "TellAll") => Usings + $$"""
        class Guest(TcpClient client)
        {
            public TcpClient Client => client;

            public void Tell(byte[] bytes) => client.GetStream().Write(bytes, 0, bytes.Length);

            public async Task TellAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes);
        }

        class Queued(TcpClient client)
        {
            private readonly ConcurrentQueue<byte[]> _waiting = new();

            public void Tell(byte[] bytes)
            {
                _waiting.Enqueue(bytes);
                if (_waiting.TryDequeue(out var next)) client.GetStream().Write(next, 0, 1);
            }
        }

        class Server
        {
            private readonly List<Socket> _sockets = new();
            private readonly List<TcpClient> _clients = new();
            private readonly List<WebSocket> _webSockets = new();
            private readonly Dictionary<string, Socket> _byName = new();
            private readonly List<Guest> _guests = new();
            private readonly List<Queued> _queued = new();
            private readonly List<EndPoint> _endPoints = new();
            private readonly List<UdpClient> _udps = new();
            private readonly List<FileStream> _files = new();
            private readonly Socket _udp = null!;

            async Task {{name}}(byte[] bytes, List<byte[]> parts, CancellationToken token)
            {
                {{statement}}
                await Task.Yield();
            }

            static void Tell(TcpClient peer, byte[] bytes) => peer.GetStream().Write(bytes, 0, bytes.Length);

            static async Task TellAsync(TcpClient peer, byte[] bytes) => await peer.GetStream().WriteAsync(bytes);
        }

        """;
}
