using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class WritesOverlapTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(SslStream ssl, NetworkStream stream, Socket socket, WebSocket web, WebSocket other, List<byte[]> messages, byte[] a, byte[] b)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("foreach (var message in messages) { _ = ssl.[|WriteAsync|](message); }")]
    [InlineData("_ = ssl.[|WriteAsync|](a); await ssl.WriteAsync(b);")]
    [InlineData("_ = web.[|SendAsync|](a, WebSocketMessageType.Text, true, default); await web.SendAsync(b, WebSocketMessageType.Text, true, default);")]
    [InlineData("await Task.WhenAll(ssl.WriteAsync(a, 0, 9), ssl.[|WriteAsync|](b, 0, 9));")]
    [InlineData("await Task.WhenAll([ssl.WriteAsync(a, 0, 9), ssl.[|WriteAsync|](b, 0, 9)]);")]
    [InlineData("await Task.WhenAll(ssl.WriteAsync(a).AsTask(), ssl.[|WriteAsync|](b).AsTask());")]
    [InlineData("ssl.[|BeginWrite|](a, 0, 9, null, null); ssl.BeginWrite(b, 0, 9, null, null);")]
    [InlineData("var writer = new StreamWriter(stream); _ = writer.[|WriteLineAsync|](\"a\"); await writer.WriteLineAsync(\"b\");")]
    [InlineData("Stream any = new SslStream(stream); while (true) { _ = any.[|WriteAsync|](a); await Task.Delay(9); }")]
    [InlineData("var all = new List<Task>(); foreach (var message in messages) { all.Add(web.[|SendAsync|](message, WebSocketMessageType.Text, true, default)); } await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); for (var i = 0; i < 9; i++) { all.Add(ssl.[|WriteAsync|](a).AsTask()); } await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAll(System.Linq.Enumerable.Select(messages, message => web.[|SendAsync|](message, WebSocketMessageType.Text, true, default)));")]
    [InlineData("await Task.WhenAll(System.Linq.Enumerable.Select(messages, message => ssl.[|WriteAsync|](message).AsTask()));")]
    [InlineData("var all = System.Linq.Enumerable.Select(messages, message => ssl.[|WriteAsync|](message).AsTask()); await Task.WhenAll(all);")]
    [InlineData("var all = System.Linq.Enumerable.ToList(System.Linq.Enumerable.Select(messages, message => ssl.[|WriteAsync|](message).AsTask())); await Task.WhenAll(all);")]
    [InlineData("Parallel.ForEach(messages, message => ssl.[|Write|](message, 0, 9));")]
    [InlineData("await Parallel.ForEachAsync(messages, async (message, token) => await web.[|SendAsync|](message, WebSocketMessageType.Text, true, token));")]
    [InlineData("var first = ssl.[|WriteAsync|](a, 0, 9); var second = ssl.WriteAsync(b, 0, 9); await first; await second;")]
    public Task A_write_that_is_left_running_before_the_next_is_reported(string statements) => Verify<WritesOverlap>.Reports(Method(statements));

    [Theory]
    [InlineData("foreach (var message in messages) { await ssl.WriteAsync(message); }")]
    [InlineData("await ssl.WriteAsync(a); _ = ssl.WriteAsync(b);")]
    [InlineData("var first = ssl.WriteAsync(a); await first; await ssl.WriteAsync(b);")]
    [InlineData("await Task.WhenAll(web.SendAsync(a, WebSocketMessageType.Text, true, default), other.SendAsync(b, WebSocketMessageType.Text, true, default));")]
    [InlineData("foreach (var peer in new[] { web, other }) { _ = peer.SendAsync(a, WebSocketMessageType.Text, true, default); }")]
    [InlineData("var all = new List<Task>(); foreach (var peer in new[] { web, other }) { all.Add(peer.SendAsync(a, WebSocketMessageType.Text, true, default)); } await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); foreach (var message in messages) { all.Add(ssl.WriteAsync(message).AsTask()); all.Add(stream.WriteAsync(message).AsTask()); await Task.WhenAll(all); all.Clear(); }")]
    [InlineData("var all = new List<Task>(); foreach (var pair in new Dictionary<int, WebSocket>()) { all.Add(pair.Value.SendAsync(a, WebSocketMessageType.Text, true, default)); } await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); var peers = new List<WebSocket>(); for (var i = 0; i < peers.Count; i++) { all.Add(peers[i].SendAsync(a, WebSocketMessageType.Text, true, default)); } await Task.WhenAll(all);")]
    [InlineData("foreach (var pair in new Dictionary<int, SslStream>()) { _ = pair.Value.WriteAsync(a); }")]
    [InlineData("var peers = new List<WebSocket>(); await Task.WhenAll(System.Linq.Enumerable.Select(peers, peer => peer.SendAsync(a, WebSocketMessageType.Text, true, default)));")]
    [InlineData("var peers = new List<WebSocket>(); var all = System.Linq.Enumerable.Select(peers, peer => peer.SendAsync(a, WebSocketMessageType.Text, true, default)); await Task.WhenAll(all);")]
    [InlineData("var all = System.Linq.Enumerable.Select(messages, message => ssl.WriteAsync(message).AsTask()); foreach (var one in all) { await one; }")]
    [InlineData("await Task.WhenAll(System.Linq.Enumerable.Select(messages, async message => { await Task.Yield(); lock (messages) { ssl.Write(message); } }));")]
    [InlineData("Parallel.ForEach(messages, message => { lock (messages) { ssl.Write(message); } });")]
    [InlineData("Parallel.ForEach(messages, message => { var own = new SslStream(stream); own.Write(message); });")]
    [InlineData("await Parallel.ForEachAsync(new[] { web, other }, async (peer, token) => await peer.SendAsync(a, WebSocketMessageType.Text, true, token));")]
    [InlineData("var send = ssl.WriteAsync(a, 0, 9); var read = ssl.ReadAsync(b, 0, 9); await Task.WhenAll(send, read); await ssl.WriteAsync(b);")]
    [InlineData("Task last = ssl.WriteAsync(a, 0, 9); last.Wait(); ssl.Write(b);")]
    public Task One_write_at_a_time_is_quiet(string statements) => Verify<WritesOverlap>.Quiet(Method(statements));

    [Theory]
    [InlineData("foreach (var message in messages) { _ = socket.SendAsync(message, SocketFlags.None); }")]
    [InlineData("foreach (var message in messages) { _ = stream.WriteAsync(message); }")]
    public Task Plain_sockets_put_them_in_a_row_themselves(string statements) => Verify<WritesOverlap>.Quiet(Method(statements));

    private static string Server(string broadcast, string member = "") => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class Server
        {
            private readonly ConcurrentDictionary<int, TcpClient> _peers = new();
            private readonly List<Session> _sessions = new();
            {{member}}

            async Task Accept(TcpListener listener)
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    _ = Task.Run(() => Serve(client));
                }
            }

            async Task Serve(TcpClient client)
            {
                using var own = client;
                var buffer = new byte[99];
                int n;
                while ((n = await client.GetStream().ReadAsync(buffer)) > 0)
                {
                    Broadcast(buffer, n);
                }
            }

            void Broadcast(byte[] buffer, int n)
            {
                {{broadcast}}
            }
        }

        class Session
        {
            public int Id;
            public NetworkStream Stream = null!;
        }
        """;

    [Theory]
    [InlineData("foreach (var peer in _peers.Values) { peer.GetStream().[|Write|](buffer, 0, n); }")]
    [InlineData("foreach (var session in _sessions.Where(s => s.Id > 1)) { session.Stream.[|Write|](buffer, 0, n); }")]
    [InlineData("foreach (var peer in _peers) { var stream = peer.Value.GetStream(); stream.[|Write|](buffer, 0, n); }")]
    [InlineData("Task.WhenAll(_peers.Values.Where(peer => peer.Connected).Select(peer => peer.GetStream().[|WriteAsync|](buffer, 0, n)));")]
    [InlineData("var all = from session in _sessions where session.Id > 1 select session.Stream.[|WriteAsync|](buffer, 0, n); Task.WhenAll(all);")]
    public Task A_broadcast_that_each_connection_s_handler_runs_is_reported(string broadcast) => Verify<WritesOverlap>.Reports(Server(broadcast));

    [Theory]
    [InlineData("lock (_peers) { foreach (var peer in _peers.Values) { peer.GetStream().Write(buffer, 0, n); } }")]
    [InlineData("foreach (var peer in _peers.Values) { lock (peer) { peer.GetStream().Write(buffer, 0, n); } }")]
    [InlineData("Task.WhenAll(new[] { new TcpClient() }.Select(peer => peer.GetStream().WriteAsync(buffer, 0, n)));")]
    [InlineData("lock (_peers) { Task.WhenAll(_peers.Values.Select(peer => peer.GetStream().WriteAsync(buffer, 0, n))); }")]
    [InlineData("foreach (var peer in new[] { new TcpClient() }) { peer.GetStream().Write(buffer, 0, n); }")]
    public Task A_broadcast_under_a_lock_and_one_of_its_own_peers_is_quiet(string broadcast) => Verify<WritesOverlap>.Quiet(Server(broadcast));

    [Fact]
    public Task A_type_that_has_a_semaphore_is_quiet() =>
        Verify<WritesOverlap>.Quiet(Server("foreach (var peer in _peers.Values) { peer.GetStream().Write(buffer, 0, n); }", "private readonly SemaphoreSlim _gate = new(1);"));

    [Fact]
    public Task A_broadcast_that_nobody_s_handler_runs_is_quiet() =>
        Verify<WritesOverlap>.Quiet(Server("", "void Tick(byte[] buffer) { foreach (var peer in _peers.Values) { peer.GetStream().Write(buffer, 0, 9); } }"));

    private static string Client(string member) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;

        class Client
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _turn = new(1);
            private readonly List<Client> _all = new();
            private NetworkStream _stream = null!;
            private SslStream _tls = null!;
            private static readonly ConditionalWeakTable<WebSocket, SemaphoreSlim> Turns = new();

            private static SemaphoreSlim TurnOf(WebSocket web) => Turns.GetValue(web, _ => new SemaphoreSlim(1));

            {{member}}
        }
        """;

    [Theory]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Ping() { _stream.[|WriteByte|](0); }")]
    [InlineData("public async Task Send(byte[] b) { await _turn.WaitAsync(); try { await _tls.WriteAsync(b); } finally { _turn.Release(); } } public async Task Answer(byte[] b) => await _tls.[|WriteAsync|](b);")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Answer() { Raw(new byte[9]); } private void Raw(byte[] b) { _stream.[|Write|](b); }")]
    [InlineData("static async Task Send(WebSocket web, byte[] b) { var turn = TurnOf(web); await turn.WaitAsync(); try { await web.SendAsync(b, WebSocketMessageType.Text, true, default); } finally { turn.Release(); } } public static async Task All(WebSocket[] webs, byte[] b) { foreach (var web in webs) { await web.[|SendAsync|](b, WebSocketMessageType.Text, true, default); } }")]
    public Task A_write_that_passes_by_the_lock_of_the_others_is_reported(string member) => Verify<WritesOverlap>.Reports(Client(member));

    [Theory]
    [InlineData("public void Send(byte[] b) { lock (_gate) { Raw(b); _stream.Write(b); } } private void Raw(byte[] b) { _stream.Write(b); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Connect(TcpClient client) { _stream = client.GetStream(); _stream.WriteByte(1); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Close() { _stream.WriteByte(9); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Connect() { Hello(); } private void Hello() { _stream.WriteByte(9); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Other() { Monitor.Enter(_gate); _stream.WriteByte(9); Monitor.Exit(_gate); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } public void Other(NetworkStream mine) { mine.WriteByte(9); }")]
    public Task A_write_that_has_its_turn_or_needs_none_is_quiet(string member) => Verify<WritesOverlap>.Quiet(Client(member));

    [Theory]
    [InlineData("public void All(byte[] b) { lock (_all) { foreach (var one in _all) { one._stream.Write(b); } } } public void Send(byte[] b) { _stream.Write(b); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } private readonly BlockingCollection<byte[]> _queue = new(); public void Run() { foreach (var b in _queue.GetConsumingEnumerable()) { _stream.Write(b); } }")]
    [InlineData("public void Send(byte[] b) { _stream.Write(b); } public void Ping() { _stream.WriteByte(0); }")]
    [InlineData("public void Send(byte[] b) { lock (_gate) { _stream.Write(b); } } private void Unused(byte[] b) { _stream.Write(b); }")]
    public Task A_lock_over_a_list_and_types_with_a_queue_or_without_any_lock_are_quiet(string member) => Verify<WritesOverlap>.Quiet(Client(member));

    private static string Owner(string members) => $$"""
        using System.Collections.Generic;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly SslStream _ssl;
            public C(SslStream ssl) => _ssl = ssl;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task Send(byte[] m) { await _ssl.[|WriteAsync|](m); } async Task All(List<byte[]> ms) { var all = new List<Task>(); foreach (var m in ms) all.Add(Send(m)); await Task.WhenAll(all); }")]
    [InlineData("async Task Send(byte[] m) { await _ssl.[|WriteAsync|](m); } void All(List<byte[]> ms) { foreach (var m in ms) _ = Send(m); }")]
    [InlineData("Task Send(byte[] m) => _ssl.[|WriteAsync|](m, 0, 9); async Task All(List<byte[]> ms) => await Task.WhenAll(System.Linq.Enumerable.Select(ms, m => Send(m)));")]
    [InlineData("SslStream Tls { get; set; } = null!; async Task Send(byte[] m) { await Tls.[|WriteAsync|](m); } async Task All(List<byte[]> ms) { var all = System.Linq.Enumerable.Select(ms, m => Send(m)); await Task.WhenAll(all); }")]
    [InlineData("void Post(byte[] m) { _ = _ssl.[|WriteAsync|](m).AsTask(); } void All(List<byte[]> ms) { foreach (var m in ms) Post(m); }")]
    public Task A_method_that_writes_and_that_a_loop_starts_again_is_reported(string members) => Verify<WritesOverlap>.Reports(Owner(members));

    [Theory]
    [InlineData("async Task Send(byte[] m) { await _ssl.WriteAsync(m); } async Task All(List<byte[]> ms) { foreach (var m in ms) await Send(m); }")]
    [InlineData("async Task Send(byte[] m) { await _ssl.WriteAsync(m); } static async Task All(List<C> peers, byte[] m) => await Task.WhenAll(System.Linq.Enumerable.Select(peers, p => p.Send(m)));")]
    [InlineData("async Task Send(byte[] m) { await _ssl.WriteAsync(m); } void One(byte[] m) { _ = Send(m); }")]
    [InlineData("readonly SemaphoreSlim _turn = new(1); async Task Send(byte[] m) { await _turn.WaitAsync(); try { await _ssl.WriteAsync(m); } finally { _turn.Release(); } } void All(List<byte[]> ms) { foreach (var m in ms) _ = Send(m); }")]
    [InlineData("async Task Send(byte[] m) { await _ssl.WriteAsync(m); } static void All(List<C> peers, byte[] m) { foreach (var p in peers) _ = p.Send(m); }")]
    public Task One_call_at_a_time_or_another_object_is_quiet(string members) => Verify<WritesOverlap>.Quiet(Owner(members));

    [Theory]
    [InlineData("readonly SemaphoreSlim _turn = new(1); public C(SslStream ssl, int every) { _ssl = ssl; _ = Ping(every); } async Task Send(byte[] m) { await _turn.WaitAsync(); try { await _ssl.WriteAsync(m); } finally { _turn.Release(); } } async Task Ping(int every) { var timer = new PeriodicTimer(System.TimeSpan.FromSeconds(every)); while (await timer.WaitForNextTickAsync()) { await _ssl.[|WriteAsync|](new byte[1]); } }")]
    [InlineData("readonly SemaphoreSlim _turn = new(1); async Task Close() { await _turn.WaitAsync(); try { await _ssl.WriteAsync(new byte[1]); } finally { _turn.Release(); } } public async Task Send(byte[] m) { await _ssl.[|WriteAsync|](m); }")]
    public Task A_ping_that_a_constructor_starts_and_a_turn_that_only_the_end_takes_are_seen(string members) => Verify<WritesOverlap>.Reports(Owner(members));

    [Theory]
    [InlineData("readonly SemaphoreSlim _turn = new(1); async Task Send(byte[] m) { await _turn.WaitAsync(); try { await _ssl.WriteAsync(m); } finally { _turn.Release(); } } async Task Ping() { var timer = new PeriodicTimer(System.TimeSpan.FromSeconds(1)); while (await timer.WaitForNextTickAsync()) { await _turn.WaitAsync(); try { await _ssl.WriteAsync(new byte[1]); } finally { _turn.Release(); } } }")]
    [InlineData("readonly object _gate = new(); public void Close() { lock (_gate) { _ssl.Write(new byte[1]); } } public async Task Send(byte[] m) { await _ssl.WriteAsync(m); }")]
    public Task A_ping_that_takes_its_turn_and_a_lock_at_the_end_are_quiet(string members) => Verify<WritesOverlap>.Quiet(Owner(members));

    [Fact]
    public Task The_output_of_a_transport_bears_one_write_too() => Verify<WritesOverlap>.Reports("""
        using System;
        using System.IO.Pipelines;
        using System.Threading;
        using System.Threading.Tasks;

        class Orders(IDuplexPipe transport)
        {
            private readonly SemaphoreSlim _turn = new(1);

            public async Task SendAsync(byte[] order) => await transport.Output.[|WriteAsync|](order);

            public async Task AnswerAsync(byte[] answer)
            {
                await _turn.WaitAsync();
                try
                {
                    await transport.Output.WriteAsync(answer);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        """);

    private static string Derived(string members) => $$"""
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        abstract class Link(NetworkStream stream)
        {
            private readonly SemaphoreSlim _turn = new(1);

            protected NetworkStream Stream { get; } = stream;

            protected async Task SendAsync(byte[] frame)
            {
                await _turn.WaitAsync();
                try
                {
                    await Stream.WriteAsync(frame);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }

        class Channel(NetworkStream stream) : Link(stream)
        {
            {{members}}
        }
        """;

    [Fact]
    public Task A_derived_class_that_passes_by_the_turns_of_its_base_is_reported() =>
        Verify<WritesOverlap>.Reports(Derived("public void Notify(byte[] frame) { _ = Stream.[|WriteAsync|](frame, 0, 9); }"));

    [Theory]
    [InlineData("public Task Notify(byte[] frame) => SendAsync(frame);")]
    [InlineData("public Task OpenAsync(byte[] frame) => Stream.WriteAsync(frame, 0, 9);")]
    [InlineData("private readonly SemaphoreSlim _own = new(1); public async Task Notify(byte[] frame) { await _own.WaitAsync(); await Stream.WriteAsync(frame, 0, 9); _own.Release(); }")]
    public Task A_derived_class_that_takes_turns_is_quiet(string members) => Verify<WritesOverlap>.Quiet(Derived(members));

    [Fact]
    public Task An_endpoint_that_sends_to_all_is_reported() => Verify<WritesOverlap>.Reports("""
        using System.Collections.Concurrent;
        using System.Net.WebSockets;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        class Board { public ConcurrentDictionary<WebSocket, int> Viewers { get; } = new(); }

        static class Endpoints
        {
            public static void Map(WebApplication app, Board board) => app.MapGet("/board", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                board.Viewers[socket] = 1;
                var buffer = new byte[99];
                while ((await socket.ReceiveAsync(buffer, default)).Count > 0)
                {
                    foreach (var viewer in board.Viewers.Keys)
                    {
                        await viewer.[|SendAsync|](buffer, WebSocketMessageType.Text, true, default);
                    }
                }
            });
        }
        """);
}
