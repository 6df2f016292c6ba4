using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class ConnectionListUnguardedTests
{
    [Theory]
    [InlineData("new Thread(Serve).Start(client);")]
    [InlineData("new Thread(() => Serve(client)).Start();")]
    [InlineData("var thread = new Thread(Serve); thread.IsBackground = true; thread.Start(client);")]
    [InlineData("ThreadPool.QueueUserWorkItem(Serve, client);")]
    [InlineData("Task.Run(() => Serve(client));")]
    [InlineData("_ = Task.Factory.StartNew(() => Serve(client), TaskCreationOptions.LongRunning);")]
    [InlineData("_ = ServeAsync(client);")]
    [InlineData("ServeVoid(client);")]
    [InlineData("client.GetStream().BeginRead(new byte[1], 0, 1, r => Serve(client), null);")]
    public Task A_list_that_is_changed_by_the_accept_loop_and_by_what_it_starts_is_reported(string start) =>
        Verify<ConnectionListUnguarded>.Reports(Server("private readonly List<TcpClient> _clients = new();", $"[|_clients|].Add(client); {start}", "_clients.Remove(client);"));

    [Theory]
    [InlineData("foreach (var other in _clients) other.GetStream().WriteByte(1);")]
    [InlineData("foreach (var other in _clients.Where(other => other != client)) other.GetStream().WriteByte(1);")]
    [InlineData("_clients.ForEach(other => other.GetStream().WriteByte(1));")]
    [InlineData("_clients.Find(other => other.Connected)?.Close();")]
    [InlineData("_clients.RemoveAll(other => !other.Connected);")]
    public Task A_list_that_is_walked_by_handlers_while_the_accept_loop_adds_is_reported(string use) =>
        Verify<ConnectionListUnguarded>.Reports(Server("private readonly List<TcpClient> _clients = new();", "[|_clients|].Add(client); new Thread(Serve).Start(client);", use));

    [Theory]
    [InlineData("private readonly Dictionary<string, TcpClient> _clients = new();", "[|_clients|][name] = client;", "_clients.Remove(name);")]
    [InlineData("private readonly Dictionary<string, TcpClient> _clients = new();", "[|_clients|].Add(name, client);", "_clients.TryGetValue(name, out var other);")]
    [InlineData("private static readonly Dictionary<TcpClient, string> _clients = new();", "[|_clients|].Add(client, name);", "foreach (var other in _clients.Keys) other.GetStream().WriteByte(1);")]
    [InlineData("private readonly Dictionary<int, StreamWriter> _clients = new();", "[|_clients|][1] = new StreamWriter(client.GetStream());", "foreach (var other in _clients.Values) other.Write(1);")]
    [InlineData("private HashSet<TcpClient> _clients { get; } = new();", "[|_clients|].Add(client);", "_clients.Remove(client);")]
    [InlineData("private readonly Queue<TcpClient> _clients = new();", "[|_clients|].Enqueue(client);", "_clients.Dequeue();")]
    [InlineData("private readonly LinkedList<TcpClient> _clients = new();", "[|_clients|].AddLast(client);", "_clients.Remove(client);")]
    [InlineData("private readonly List<(string, Socket)> _clients = new();", "[|_clients|].Add((name, client.Client));", "_clients.RemoveAt(0);")]
    public Task Every_collection_and_every_holder_of_a_connection_counts(string field, string add, string use) =>
        Verify<ConnectionListUnguarded>.Reports(Server(field, $"var name = \"\"; {add} new Thread(Serve).Start(client);", "var name = \"\"; " + use));

    [Fact]
    public Task What_handlers_alone_change_is_told_in_the_accept_loop() =>
        Verify<ConnectionListUnguarded>.Reports(Server("private readonly List<TcpClient> _clients = new();", "new Thread(Serve).Start(client);", "_clients.Add(client); _clients.Remove(client);", accept: "[|AcceptTcpClient|]"));

    [Fact]
    public Task A_local_that_lambdas_share_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        var listener = new TcpListener(IPAddress.Any, 5000);
        listener.Start();
        var clients = new List<TcpClient>();
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            [|clients|].Add(client);
            _ = Task.Run(async () =>
            {
                await client.GetStream().ReadAsync(new byte[1]);
                foreach (var other in clients) await other.GetStream().WriteAsync(new byte[1]);
            });
        }
        """, output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_list_that_is_handed_to_the_handler_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        class Server
        {
            async Task Run(TcpListener listener)
            {
                var clients = new List<TcpClient>();
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    [|clients|].Add(client);
                    _ = Serve(client, clients);
                }
            }

            async Task Serve(TcpClient client, List<TcpClient> all)
            {
                await client.GetStream().ReadAsync(new byte[1]);
                all.Remove(client);
            }
        }
        """);

    [Fact]
    public Task Callbacks_that_tell_of_the_end_by_an_event_are_followed() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        class Session
        {
            private readonly Socket _socket;

            public Session(Socket socket) => _socket = socket;

            public event Action<Session>? Gone;

            public void Begin() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Received, null);

            private void Received(IAsyncResult result)
            {
                if (_socket.EndReceive(result) == 0) Gone?.Invoke(this); else Begin();
            }
        }

        class Server
        {
            private readonly List<Session> _sessions = new();
            private readonly Socket _listener = null!;

            void Accepted(IAsyncResult result)
            {
                var session = new Session(_listener.EndAccept(result));
                session.Gone += OnGone;
                [|_sessions|].Add(session);
                session.Begin();
                _listener.BeginAccept(Accepted, null);
            }

            private void OnGone(Session session) => _sessions.Remove(session);
        }
        """);

    [Fact]
    public Task Completions_of_SocketAsyncEventArgs_are_followed() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        class Server
        {
            private readonly List<Socket> _open = new();
            private readonly Socket _listener = null!;

            void StartAccept(SocketAsyncEventArgs accept)
            {
                accept.AcceptSocket = null;
                if (!_listener.AcceptAsync(accept)) ProcessAccept(accept);
            }

            void ProcessAccept(SocketAsyncEventArgs accept)
            {
                var socket = accept.AcceptSocket!;
                var receive = new SocketAsyncEventArgs { UserToken = socket };
                receive.Completed += Done;
                [|_open|].Add(socket);
                if (!socket.ReceiveAsync(receive)) Done(null, receive);
                StartAccept(accept);
            }

            void Done(object? sender, SocketAsyncEventArgs e)
            {
                if (e.BytesTransferred == 0) _open.Remove((Socket)e.UserToken!);
            }
        }
        """);

    [Fact]
    public Task A_list_that_a_registry_keeps_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        class Registry
        {
            private readonly List<TcpClient> _all = new();

            public void Add(TcpClient client) => _all.Add(client);

            public void Remove(TcpClient client) => _all.Remove(client);
        }

        class Server
        {
            private readonly Registry _registry = new();

            void Run(TcpListener listener)
            {
                while (true)
                {
                    var client = listener.[|AcceptTcpClient|]();
                    _registry.Add(client);
                    new Thread(() => { client.GetStream().ReadByte(); _registry.Remove(client); }).Start();
                }
            }
        }
        """);

    [Theory]
    [InlineData("lock (_clients) _clients.Add(client);", "lock (_clients) _clients.Remove(client);")]
    [InlineData("_clients.Add(client);", "lock (_clients) _clients.Remove(client);")]
    [InlineData("_clients.Add(client);", "Monitor.Enter(_clients); _clients.Remove(client); Monitor.Exit(_clients);")]
    [InlineData("_clients.Add(client);", "_turn.Wait(); _clients.Remove(client); _turn.Release();")]
    [InlineData("_clients.Add(client);", "_many.EnterWriteLock(); _clients.Remove(client); _many.ExitWriteLock();")]
    public Task A_lock_around_any_use_is_quiet(string add, string remove) =>
        Verify<ConnectionListUnguarded>.Quiet(Server("private readonly List<TcpClient> _clients = new(); private readonly SemaphoreSlim _turn = new(1); private readonly ReaderWriterLockSlim _many = new();", add + " new Thread(Serve).Start(client);", remove));

    [Fact]
    public Task A_method_that_is_called_under_a_lock_is_quiet() =>
        Verify<ConnectionListUnguarded>.Quiet(Server("private readonly List<TcpClient> _clients = new(); void Drop(TcpClient c) => _clients.Remove(c);", "_clients.Add(client); new Thread(Serve).Start(client);", "lock (this) { Drop(client); }"));

    [Theory]
    [InlineData("lock (_gate) _registry.Add(client);", "_registry.Remove(client);")]
    [InlineData("Register(client);", "_registry.Remove(client);")]
    public Task A_registry_behind_an_interface_that_is_called_under_a_lock_is_quiet(string add, string remove) => Verify<ConnectionListUnguarded>.Quiet(
        Server("""
            interface IRegistry { void Add(TcpClient client); void Remove(TcpClient client); }

            class Registry : IRegistry
            {
                private readonly List<TcpClient> _all = new();

                public void Add(TcpClient client) => Insert(client);

                public void Remove(TcpClient client) => _all.Remove(client);

                private void Insert(TcpClient client) => _all.Add(client);
            }

            private readonly object _gate = new();
            private readonly IRegistry _registry = new Registry();

            void Register(TcpClient client) { lock (_gate) { _registry.Add(client); } }
            """, add + " new Thread(Serve).Start(client);", remove));

    [Theory]
    [InlineData("private readonly ConcurrentDictionary<TcpClient, int> _clients = new();", "_clients.TryAdd(client, 1);", "_clients.TryRemove(client, out _);")]
    [InlineData("private ImmutableList<TcpClient> _clients = ImmutableList<TcpClient>.Empty;", "_clients = _clients.Add(client);", "_clients = _clients.Remove(client);")]
    [InlineData("private readonly List<string> _clients = new();", "_clients.Add(\"a\");", "_clients.Remove(\"a\");")]
    public Task Concurrent_and_immutable_collections_and_other_things_are_quiet(string field, string add, string remove) =>
        Verify<ConnectionListUnguarded>.Quiet(Server(field, add + " new Thread(Serve).Start(client);", remove));

    [Theory]
    [InlineData("_clients.Add(client); Serve(client);")]
    [InlineData("_clients.Add(client); foreach (var other in _clients) other.GetStream().WriteByte(1);")]
    [InlineData("_clients.Add(client); Task.Run(() => Serve(client)).Wait();")]
    [InlineData("_clients.Add(client); ServeAsync(client).Wait();")]
    public Task What_runs_on_one_thread_is_quiet(string body) =>
        Verify<ConnectionListUnguarded>.Quiet(Server("private readonly List<TcpClient> _clients = new();", body, "_clients.Remove(client);"));

    [Theory]
    [InlineData("_clients.Add(client); new Thread(Serve).Start(client);", "client.GetStream().ReadByte();")]
    [InlineData("_clients.Add(client); new Thread(Serve).Start(client);", "Console.WriteLine(_clients.Count);")]
    [InlineData("new Thread(Serve).Start(client);", "foreach (var other in _clients) other.GetStream().WriteByte(1);")]
    public Task What_one_thread_alone_changes_and_no_other_walks_is_quiet(string body, string use) =>
        Verify<ConnectionListUnguarded>.Quiet(Server("private readonly List<TcpClient> _clients = new();", body, use));

    [Fact]
    public Task A_list_of_its_own_for_each_connection_is_quiet() => Verify<ConnectionListUnguarded>.Quiet(
        Usings + """
        class Session
        {
            private readonly List<TcpClient> _targets = new();

            public Session(TcpClient client) => _targets.Add(client);

            public void Serve() => _targets.RemoveAt(0);
        }

        class Server
        {
            void Run(TcpListener listener)
            {
                while (true)
                {
                    var client = listener.AcceptTcpClient();
                    var own = new List<TcpClient>();
                    own.Add(client);
                    var session = new Session(client);
                    new Thread(() => { own.Remove(client); session.Serve(); }).Start();
                }
            }
        }
        """);

    [Fact]
    public Task A_window_s_asynchronous_code_stays_on_the_window_s_thread_and_is_quiet() => Verify<ConnectionListUnguarded>.Quiet(
        Usings + """
        class Form { }

        class MainForm : Form
        {
            private readonly List<TcpClient> _clients = new();

            async void OnStart(TcpListener listener)
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    _clients.Add(client);
                    _ = Serve(client);
                }
            }

            async Task Serve(TcpClient client)
            {
                await client.GetStream().ReadAsync(new byte[1]);
                _clients.Remove(client);
            }
        }
        """);

    [Fact]
    public Task What_is_done_before_the_loop_is_quiet() => Verify<ConnectionListUnguarded>.Quiet(
        Usings + """
        class Server
        {
            private readonly List<TcpClient> _upstream = new();

            void Run(TcpListener listener, TcpClient first)
            {
                _upstream.Add(first);
                while (true)
                {
                    var client = listener.AcceptTcpClient();
                    new Thread(() => { foreach (var up in _upstream) up.GetStream().WriteByte(1); client.Close(); }).Start();
                }
            }
        }
        """);

    [Fact]
    public Task The_NET_Framework_s_code_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        """
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Threading;

        class Server
        {
            private static List<TcpClient> clients = new List<TcpClient>();

            static void Run(TcpListener listener)
            {
                while (true)
                {
                    TcpClient client = listener.AcceptTcpClient();
                    [|clients|].Add(client);
                    Thread thread = new Thread(new ParameterizedThreadStart(Serve));
                    thread.Start(client);
                }
            }

            static void Serve(object state)
            {
                for (int i = 0; i < clients.Count; i++) clients[i].GetStream().WriteByte(1);
                clients.Remove((TcpClient)state);
            }
        }
        """, "net462");

    [Fact]
    public Task A_list_that_the_requests_of_an_endpoint_share_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        using System.Net.WebSockets;
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.CreateBuilder().Build();
        var sockets = new List<WebSocket>();
        app.Map("/chat", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            [|sockets|].Add(socket);
            var buffer = new byte[99];
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
                foreach (var other in sockets) await other.SendAsync(buffer, WebSocketMessageType.Text, true, context.RequestAborted);
            }

            sockets.Remove(socket);
        });
        """, output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("private static readonly Dictionary<string, WebSocket> _sockets = new();", "[|_sockets|][\"a\"] = socket; await socket.ReceiveAsync(new byte[9], default); _sockets.Remove(\"a\");")]
    [InlineData("private readonly List<WebSocket> _sockets = new();", "[|_sockets|].Add(socket); await Task.Yield();")]
    public Task A_list_that_the_requests_of_middleware_share_is_reported(string field, string body) => Verify<ConnectionListUnguarded>.Reports(Middleware(field, body));

    [Theory]
    [InlineData("private static readonly ConcurrentDictionary<string, WebSocket> _sockets = new();", "_sockets[\"a\"] = socket; await Task.Yield(); _sockets.TryRemove(\"a\", out _);")]
    [InlineData("private static readonly List<WebSocket> _sockets = new();", "lock (_sockets) _sockets.Add(socket); await Task.Yield();")]
    [InlineData("", "var _sockets = new List<WebSocket>(); _sockets.Add(socket); await Task.Yield(); _sockets.Remove(socket);")]
    public Task Requests_with_a_lock_or_with_a_list_of_their_own_are_quiet(string field, string body) => Verify<ConnectionListUnguarded>.Quiet(Middleware(field, body));

    [Fact]
    public Task A_list_of_a_controller_is_one_request_s_and_quiet() => Verify<ConnectionListUnguarded>.Quiet(
        Usings + """
        using System.Net.WebSockets;
        using Microsoft.AspNetCore.Mvc;

        public class ChatController : ControllerBase
        {
            private readonly List<WebSocket> _sockets = new();

            public async Task Get()
            {
                var socket = await HttpContext.WebSockets.AcceptWebSocketAsync();
                _sockets.Add(socket);
                await socket.ReceiveAsync(new byte[9], default);
                _sockets.Remove(socket);
            }
        }
        """);

    private static string Middleware(string field, string body) => Usings + $$"""
        using System.Net.WebSockets;
        using Microsoft.AspNetCore.Http;

        public class Chat(RequestDelegate next)
        {
            {{field}}

            public async Task InvokeAsync(HttpContext context)
            {
                if (!context.WebSockets.IsWebSocketRequest) { await next(context); return; }
                var socket = await context.WebSockets.AcceptWebSocketAsync();
                {{body}}
            }
        }
        """;

    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task What_is_made_of_the_connection_behind_an_interface_is_reported() => Verify<ConnectionListUnguarded>.Reports(
        Usings + """
        interface IWire { void Say(byte[] bytes); }

        class Wire(TcpClient client) : IWire { public void Say(byte[] bytes) => client.GetStream().Write(bytes); }

        class Guest(IWire wire, Server server) { public void Run() { wire.Say(new byte[1]); server.Drop(this); } }

        class Server
        {
            private readonly List<Guest> _guests = new();

            public void Drop(Guest guest) => _guests.Remove(guest);

            void Run(TcpListener listener)
            {
                while (true)
                {
                    var client = listener.AcceptTcpClient();
                    var guest = new Guest(new Wire(client), this);
                    [|_guests|].Add(guest);
                    new Thread(guest.Run).Start();
                }
            }
        }
        """);

    private static string Form(string member, string drop) =>
        Server("private readonly List<TcpClient> _clients = new(); bool InvokeRequired => true; void Invoke(Action a) => a(); void Ui(Action a) { if (InvokeRequired) Invoke(a); else a(); } void Drop(TcpClient c) => _clients.Remove(c); " + member,
            "[|_clients|].Add(client); new Thread(Serve).Start(client);", drop);

    [Theory]
    [InlineData("void Show(string text) { if (InvokeRequired) { Invoke(() => Show(text)); return; } Console.WriteLine(text); }", "Show(\"gone\"); _clients.Remove(client);")]
    [InlineData("public event Action? Gone;", "Gone?.Invoke(); _clients.Remove(client);")]
    public Task A_form_that_goes_to_its_window_for_other_things_is_reported(string member, string drop) => Verify<ConnectionListUnguarded>.Reports(Form(member, drop));

    [Theory]
    [InlineData("if (InvokeRequired) { Invoke(() => _clients.Remove(client)); }")]
    [InlineData("Invoke(() => _clients.Remove(client));")]
    [InlineData("Ui(() => _clients.Remove(client));")]
    [InlineData("Invoke(() => Drop(client));")]
    [InlineData("Ui(() => Drop(client));")]
    public Task A_list_that_is_used_on_the_window_s_thread_is_quiet(string drop) => Verify<ConnectionListUnguarded>.Quiet(Form("", drop).Replace("[|", "").Replace("|]", ""));

    private static string Server(string field, string accepted, string served, string accept = "AcceptTcpClient") => Usings + $$"""
        class Server
        {
            {{field}}

            void Run(TcpListener listener)
            {
                while (true)
                {
                    var client = listener.{{accept}}();
                    {{accepted}}
                }
            }

            void Serve(object? state)
            {
                var client = (TcpClient)state!;
                client.GetStream().ReadByte();
                {{served}}
            }

            async Task ServeAsync(TcpClient client)
            {
                await client.GetStream().ReadAsync(new byte[1]);
                {{served}}
            }

            async void ServeVoid(TcpClient client) => await ServeAsync(client);
        }
        """;
}
