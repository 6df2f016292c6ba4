using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class ConnectionSharedTests
{
    [Theory]
    [InlineData("TcpClient c; while (true) { [|c|] = _listener.AcceptTcpClient(); ThreadPool.QueueUserWorkItem(_ => Serve(c)); }")]
    [InlineData("TcpClient c; while (true) { [|c|] = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Serve(c)); }")]
    [InlineData("while (true) { [|_current|] = _listener.AcceptTcpClient(); new Thread(ServeCurrent).Start(); }")]
    [InlineData("while (true) { [|_current|] = _listener.AcceptTcpClient(); new Thread(() => Serve(_current)).Start(); }")]
    [InlineData("while (true) { var c = _listener.AcceptTcpClient(); [|_current|] = c; new Thread(new ThreadStart(ServeCurrent)).Start(); }")]
    public Task A_variable_that_the_next_accept_overwrites_is_reported(string body) => Reports(Method(body));

    [Theory]
    [InlineData("while (true) { var c = _listener.AcceptTcpClient(); ThreadPool.QueueUserWorkItem(_ => Serve(c)); }")]
    [InlineData("TcpClient c; while (true) { c = _listener.AcceptTcpClient(); new Thread(Serve).Start(c); }")]
    [InlineData("TcpClient c; while (true) { c = _listener.AcceptTcpClient(); _ = ServeAsync(c); }")]
    [InlineData("while (true) { var c = _listener.AcceptTcpClient(); _current = c; new Thread(() => Serve(c)).Start(); }")]
    [InlineData("while (true) { var c = _listener.AcceptTcpClient(); _current = c; new Thread(Serve).Start(c); }")]
    [InlineData("_current = _listener.AcceptTcpClient(); new Thread(ServeCurrent).Start();")]
    [InlineData("while (true) { _current = _listener.AcceptTcpClient(); await ServeAsync(_current); }")]
    public Task A_variable_of_its_own_or_a_handler_that_gets_the_value_is_quiet(string body) => Quiet(Method(body));

    [Theory]
    [InlineData("_ = Task.Run(async () => { using (c) { while (await c.GetStream().ReadAsync([|_shared|]) > 0) { } } });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { using (c) { while (c.GetStream().Read([|_shared|], 0, 9) > 0) { } } });")]
    [InlineData("_ = Task.Run(async () => { using (c) { while (await c.GetStream().ReadAsync([|_shared|].AsMemory(0, 9)) > 0) { } } });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { using (c) { while (c.Client.Receive([|_shared|]) > 0) { } } });")]
    public Task A_field_s_buffer_in_a_lambda_for_each_client_is_reported(string handOver) =>
        Reports("private readonly byte[] _shared = new byte[9];\n" + Method("while (true) { var c = await _listener.AcceptTcpClientAsync(); " + handOver + " }"));

    [Theory]
    [InlineData("_ = Task.Run(async () => { var own = new byte[9]; using (c) { while (await c.GetStream().ReadAsync(own) > 0) { } } });")]
    [InlineData("using (c) { while (await c.GetStream().ReadAsync(_shared) > 0) { } }")]
    public Task A_lambda_s_own_buffer_or_one_client_at_a_time_is_quiet(string handOver) =>
        Quiet("private readonly byte[] _shared = new byte[9];\n" + Method("while (true) { var c = await _listener.AcceptTcpClientAsync(); " + handOver + " }"));

    [Fact]
    public Task A_field_s_buffer_for_all_clients_is_reported() => Reports(Callbacks("client.BeginReceive([|_buffer|], 0, 9, SocketFlags.None, Received, client);"));

    [Theory]
    [InlineData("var own = new byte[9]; client.BeginReceive(own, 0, 9, SocketFlags.None, Received, client);")]
    [InlineData("_last = client; _last.BeginReceive(_buffer, 0, 9, SocketFlags.None, Received, client);")]
    [InlineData("client.BeginSend(_buffer, 0, 9, SocketFlags.None, Received, client);")]
    public Task A_buffer_of_its_own_or_of_the_one_connection_is_quiet(string body) => Quiet(Callbacks(body));

    [Fact]
    public Task A_client_s_own_buffer_is_quiet() => Quiet("""
        private readonly byte[] _buffer = new byte[9];

        void Connected(Socket socket) => socket.BeginReceive(_buffer, 0, 9, SocketFlags.None, r => { }, socket);
        """);

    [Fact]
    public Task A_request_in_a_field_of_its_handler_is_reported() => Verify<ConnectionShared>.Reports(Handler("public class Handler", "[|_socket|] = socket;"));

    [Fact]
    public Task A_socket_accepted_from_the_request_is_reported() => Verify<ConnectionShared>.Reports("""
        using System.Net;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        public class Handler
        {
            private WebSocket? _socket;

            public async Task Handle(HttpListenerContext context)
            {
                var accepted = await context.AcceptWebSocketAsync(null);
                [|_socket|] = accepted.WebSocket;
                await Answer();
            }

            private Task Answer() => _socket!.SendAsync(new byte[1], WebSocketMessageType.Text, true, CancellationToken.None);
        }
        """);

    [Theory]
    [InlineData("public class Handler", "await Answer(socket);", "")]
    [InlineData("public class Handler : Hub", "_socket = socket;", "")]
    [InlineData("public class Handler", "_socket = socket;", "class D { Task N(WebSocket s) => new Handler().Handle(s); }")]
    [InlineData("public class Handler", "_socket = socket;", "class D { void N(Services s) => s.AddScoped<Handler>(); }")]
    public Task A_handler_made_for_each_request_or_without_a_field_is_quiet(string type, string body, string more) =>
        Verify<ConnectionShared>.Quiet(Handler(type, body) + more);

    private static string Handler(string type, string body) => $$"""
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        public class Hub { }

        public class Services { public void AddScoped<T>() { } }

        {{type}}
        {
            private WebSocket? _socket;

            public async Task Handle(WebSocket socket)
            {
                {{body}}
                await Answer();
            }

            private Task Answer(WebSocket? other = null) => (other ?? _socket)!.SendAsync(new byte[1], WebSocketMessageType.Text, true, CancellationToken.None);
        }

        """;

    private static string Method(string body) => $$"""
        async Task M() { await Task.Yield(); {{body}} }
        """;

    private static string Callbacks(string body) => $$"""
        private readonly byte[] _buffer = new byte[9];
        private Socket? _last;

        void Accepted(IAsyncResult r)
        {
            var server = (Socket)r.AsyncState!;
            var client = server.EndAccept(r);
            {{body}}
            server.BeginAccept(Accepted, server);
        }

        void Received(IAsyncResult r) { }
        """;

    private static Task Reports(string members) => Verify<ConnectionShared>.Reports(Type(members));

    private static Task Quiet(string members) => Verify<ConnectionShared>.Quiet(Type(members));

    private static string Type(string members) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpListener _listener = null!;
            private TcpClient _current = null!;

            {{members}}

            void Stop() => _current.Close();

            void ServeCurrent() { try { _current.GetStream().ReadByte(); } catch (Exception e) { Console.WriteLine(e); } }

            void Serve(object? client) { try { ((TcpClient)client!).GetStream().ReadByte(); } catch (Exception e) { Console.WriteLine(e); } }

            async Task ServeAsync(TcpClient client) { try { await client.GetStream().ReadAsync(new byte[1]); } catch (Exception e) { Console.WriteLine(e); } }
        }
        """;

    private static string Echo(string receive) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class Server
        {
            private readonly byte[] _buffer = new byte[9];

            async Task Run(TcpListener l) { while (true) { var c = await l.AcceptTcpClientAsync(); _ = Serve(c); } }

            async Task Serve(TcpClient c) { try { using (c) { {{receive}} } } catch (IOException e) { Console.WriteLine(e); } }
        }
        """;

    [Fact]
    public Task A_field_s_buffer_read_through_each_client_s_stream_is_reported() =>
        Verify<ConnectionShared>.Reports(Echo("int n; while ((n = await c.GetStream().ReadAsync([|_buffer|])) > 0) { await c.GetStream().WriteAsync(_buffer.AsMemory(0, n)); }"));

    [Fact]
    public Task A_buffer_of_each_handler_is_quiet() =>
        Verify<ConnectionShared>.Quiet(Echo("var b = new byte[9]; int n; while ((n = await c.GetStream().ReadAsync(b)) > 0) { await c.GetStream().WriteAsync(b.AsMemory(0, n)); }"));

    private static string Keeping(string fields, string body) => $$"""
        using System.Collections.Generic;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        public class Handler
        {
            {{fields}}
            private WebSocket? _socket;

            public async Task Handle(WebSocket socket, string name)
            {
                {{body}}
            }
        }
        """;

    private const string Serves = "_all[name] = socket; while (_socket.State == WebSocketState.Open) { var r = await _socket.ReceiveAsync(new byte[9], CancellationToken.None); if (r.MessageType == WebSocketMessageType.Close) break; }";

    [Fact]
    public Task A_field_that_serves_one_of_many_is_reported() => Verify<ConnectionShared>.Reports(Keeping("private readonly Dictionary<string, WebSocket> _all = new();", "[|_socket|] = socket; " + Serves));

    [Theory]
    [InlineData("private static readonly Dictionary<string, WebSocket> _all = new();", "_socket = socket; " + Serves)]
    [InlineData("private readonly Dictionary<string, string> _all = new();", "_socket = socket; _all[name] = name; while (_socket.State == WebSocketState.Open) { await _socket.ReceiveAsync(new byte[9], CancellationToken.None); }")]
    [InlineData("private readonly Dictionary<string, WebSocket> _all = new();", "_socket = socket; _all[name] = _socket; await _socket.SendAsync(new byte[9], WebSocketMessageType.Text, true, CancellationToken.None);")]
    public Task A_field_of_an_object_that_may_serve_one_is_quiet(string fields, string body) => Verify<ConnectionShared>.Quiet(Keeping(fields, body));
}
