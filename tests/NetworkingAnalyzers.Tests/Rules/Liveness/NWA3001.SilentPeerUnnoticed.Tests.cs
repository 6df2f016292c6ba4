using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class SilentPeerUnnoticedTests
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task A_receive_loop_that_nobody_watches_is_reported_and_gets_keep_alive() => Fixes(
        """
        class C
        {
            Task Start(Socket socket) => Listen(socket, new byte[1]);

            async Task Listen(Socket socket, byte[] b)
            {
                // until the peer closes
                while (await socket.[|ReceiveAsync|](b, SocketFlags.None) > 0)
                {
                    Console.WriteLine(b[0]);
                }
            }
        }
        """,
        """
        class C
        {
            Task Start(Socket socket) => Listen(socket, new byte[1]);

            async Task Listen(Socket socket, byte[] b)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
                // until the peer closes
                while (await socket.ReceiveAsync(b, SocketFlags.None) > 0)
                {
                    Console.WriteLine(b[0]);
                }
            }
        }
        """);

    [Theory]
    [InlineData("using var deadline = new CancellationTokenSource(5000); await _client.ConnectAsync(host, 1, deadline.Token);", true)]
    [InlineData("using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping); late.CancelAfter(5000); await _client.ConnectAsync(host, 1, late.Token);", true)]
    [InlineData("using var late = new CancellationTokenSource(ConnectTimeout); await _client.ConnectAsync(host, 1, late.Token);", true)]
    [InlineData("using var late = new CancellationTokenSource(5000); await _client.ConnectAsync(host, 1, late.Token); stopping = late.Token;", false)]
    [InlineData("using var late = new CancellationTokenSource(5000); await _client.ConnectAsync(host, 1, late.Token); late.Token.Register(_client.Close);", false)]
    [InlineData("var timeout = 5; await _client.ConnectAsync(host, timeout);", false)]
    public Task A_time_for_the_connect_alone_watches_no_reads(string connect, bool isReported)
    {
        var code = Usings + $$"""
            class Feed
            {
                private const int ConnectTimeout = 5000;
                private readonly TcpClient _client = new TcpClient();

                public async Task Run(string host, Action<string> on, CancellationToken stopping)
                {
                    {{connect}}
                    using var reader = new StreamReader(_client.GetStream());
                    while (await reader.{{(isReported ? "[|ReadLineAsync|]" : "ReadLineAsync")}}(stopping) is { } line)
                    {
                        on(line);
                    }
                }
            }
            """;
        return isReported ? Verify<SilentPeerUnnoticed>.Reports(code) : Verify<SilentPeerUnnoticed>.Quiet(code);
    }

    [Theory]
    [InlineData("TcpClient c", "var s = c.GetStream();", "s", "c.Client")]
    [InlineData("TcpClient c", "using var s = new SslStream(c.GetStream());", "s", "c.Client")]
    [InlineData("TcpClient c", "var s = _client.GetStream();", "s", "_client.Client")]
    [InlineData("NetworkStream c", "", "c", "c.Socket")]
    [InlineData("Socket c", "using var s = new NetworkStream(c);", "s", "c")]
    public Task The_socket_is_found_under_what_is_read(string parameter, string before, string stream, string socket)
    {
        const string Code = """
            class C(TcpClient client)
            {
                readonly TcpClient _client = client;

                void Run(PARAMETER) => M(c, new byte[1]);

                void M(PARAMETER, byte[] b)
                {
                    BEFORE
                    ADDED
                    while (true)
                    {
                        if (STREAM.[|Read|](b, 0, b.Length) == 0)
                        {
                            return;
                        }
                    }
                }
            }

            static class Maker
            {
                static C Make(TcpClient client) => new(client);
            }
            """;
        var code = Code.Replace("PARAMETER", parameter).Replace(before.Length == 0 ? "        BEFORE\n" : "BEFORE", before).Replace("STREAM", stream);
        var added = $"""
            {socket}.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                    {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                    {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            """;
        return Fixes(code.Replace("        ADDED\n", ""), code.Replace("ADDED", added).Replace("[|Read|]", "Read"));
    }

    [Fact]
    public Task Where_the_socket_is_out_of_reach_nothing_is_offered() => OffersNothing("""
        class C(StreamReader reader)
        {
            readonly StreamReader _reader = new(new NetworkStream(Make()));

            void M()
            {
                while (_reader.[|ReadLine|]() is { } line)
                {
                    Console.WriteLine(line);
                }
            }

            static Socket Make() => throw new NotSupportedException();
            public StreamReader Other => reader;
        }
        """);

    [Fact]
    public Task On_an_old_framework_there_are_no_options_to_set() => Verify<SilentPeerUnnoticed, SilentPeerUnnoticedFix>.OffersNothing(
        """
        using System.Net.Sockets;

        class C
        {
            void Start(Socket socket) => M(socket, new byte[1]);

            void M(Socket socket, byte[] b)
            {
                while (socket.[|Receive|](b) > 0)
                {
                }
            }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("while (true) { var n = socket.[|Receive|](b); if (n == 0) break; }")]
    [InlineData("for (;;) { var n = await socket.[|ReceiveAsync|](b, SocketFlags.None); if (n == 0) break; }")]
    [InlineData("int n; while ((n = socket.[|Receive|](b)) > 0) { }")]
    [InlineData("int n; do { n = socket.[|Receive|](b); } while (n != 0);")]
    [InlineData("while (!token.IsCancellationRequested) { if (await socket.[|ReceiveAsync|](b, SocketFlags.None, token) == 0) return; }")]
    [InlineData("while (_running) { if (socket.[|Receive|](b) == 0) return; }")]
    [InlineData("using var r = new StreamReader(new NetworkStream(socket)); string? l; while ((l = await r.[|ReadLineAsync|]()) != null) { }")]
    [InlineData("using var r = new BinaryReader(new NetworkStream(socket)); while (true) { r.[|ReadInt32|](); }")]
    [InlineData("Task.Run(() => { while (socket.[|Receive|](b) > 0) { } });")]
    [InlineData("void Loop() { while (socket.[|Receive|](b) > 0) { } } new Thread(Loop).Start();")]
    [InlineData("try { while (socket.[|Receive|](b) > 0) { } } catch (SocketException) { } finally { socket.Close(); }")]
    [InlineData("while (true) { try { if (socket.[|Receive|](b) == 0) break; } catch (SocketException) { break; } }")]
    public Task Every_form_of_receive_loop_is_known(string body) => Reports("""
        class C
        {
            volatile bool _running = true;
            void Stop() => _running = false;

            async Task M(Socket socket, byte[] b, CancellationToken token)
            {
                await Task.Yield();
                BODY
            }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("s.BeginReceive(_buffer, 0, 8, SocketFlags.None, Received, s);")]
    [InlineData("Begin(s);")]
    public Task A_callback_that_begins_the_next_receive_is_a_receive_loop(string again) => Reports("""
        class C
        {
            private readonly byte[] _buffer = new byte[8];

            void Begin(Socket s) => s.BeginReceive(_buffer, 0, 8, SocketFlags.None, Received, s);

            void Received(IAsyncResult result)
            {
                var s = (Socket)result.AsyncState!;
                if (s.[|EndReceive|](result) == 0) return;
                AGAIN
            }
        }
        """.Replace("AGAIN", again));

    [Theory]
    [InlineData("CancellationToken stopping")]
    [InlineData("int[] mapping")]
    public Task A_word_that_only_ends_in_ping_says_nothing(string parameter) => Reports("""
        class C
        {
            async Task M(Socket s, byte[] b, PARAMETER)
            {
                while (await s.[|ReceiveAsync|](b) > 0) { }
            }
        }
        """.Replace("PARAMETER", parameter));

    [Theory]
    [InlineData("s.Close();")]
    [InlineData("s.BeginSend(_buffer, 0, 8, SocketFlags.None, Received, s);")]
    [InlineData("Done(s);")]
    public Task A_callback_that_receives_once_is_quiet(string then) => Quiet("""
        class C
        {
            private readonly byte[] _buffer = new byte[8];

            void Begin(Socket s) => s.BeginReceive(_buffer, 0, 8, SocketFlags.None, Received, s);

            void Done(Socket s) => s.Close();

            void Received(IAsyncResult result)
            {
                var s = (Socket)result.AsyncState!;
                if (s.EndReceive(result) == 0) return;
                THEN
            }
        }
        """.Replace("THEN", then));

    [Fact]
    public Task One_report_for_a_body_is_enough() => Reports("""
        class C
        {
            void M(TcpClient c, byte[] head, byte[] body)
            {
                var s = c.GetStream();
                while (true)
                {
                    s.[|ReadExactly|](head);
                    s.ReadExactly(body);
                }
            }
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<SilentPeerUnnoticed>.Reports(
        """
        using System.Net.Sockets;

        using var client = new TcpClient("example.org", 7);
        var b = new byte[1];
        while (client.GetStream().[|Read|](b) > 0) { }
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("s.ReceiveTimeout = 60_000;")]
    [InlineData("using var t = new Timer(_ => s.Send(new byte[1]), null, 0, 1000);")]
    [InlineData("using var cts = new CancellationTokenSource(60_000); cts.CancelAfter(60_000);")]
    [InlineData("SendHeartbeats(s);")]
    [InlineData("_lastReceived = DateTime.UtcNow;")]
    [InlineData("if (!s.Poll(60_000_000, SelectMode.SelectRead)) return;")]
    public Task Where_somebody_watches_is_quiet(string statement) => Quiet("""
        class C
        {
            DateTime _lastReceived;
            void SendHeartbeats(Socket s) { }

            void M(Socket s, byte[] b)
            {
                while (true)
                {
                    STATEMENT
                    if (s.Receive(b) == 0) return;
                }
            }
        }
        """.Replace("STATEMENT", statement).Replace(statement.StartsWith("_last", System.StringComparison.Ordinal) ? "\0" : "DateTime _lastReceived;", "")
        .Replace(statement.StartsWith("SendH", System.StringComparison.Ordinal) ? "\0" : "void SendHeartbeats(Socket s) { }", ""));

    [Fact]
    public Task What_the_caller_of_the_type_has_prepared_is_quiet() => Quiet("""
        class Session(Socket socket)
        {
            public void Run(byte[] b) { while (socket.Receive(b) > 0) { } }
        }

        class Server
        {
            void Accept(Socket listener)
            {
                var socket = listener.Accept();
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                new Session(socket).Run(new byte[1]);
            }
        }
        """);

    [Theory]
    [InlineData("var n = 0; while (n < b.Length) { var m = s.Receive(b, n, b.Length - n, SocketFlags.None); if (m == 0) break; n += m; }")]
    [InlineData("var left = b.Length; while (left > 0) { var m = s.Receive(b); if (m == 0) break; left -= m; }")]
    [InlineData("s.Receive(b);")]
    [InlineData("foreach (var x in b) { s.Receive(b); }")]
    [InlineData("while (true) { if (s.Available > 0) { s.Receive(b); } else { Thread.Sleep(1); } }")]
    public Task A_loop_that_ends_with_a_message_or_never_waits_is_quiet(string body) => Quiet("""
        class C
        {
            void M(Socket s, byte[] b) { BODY }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task A_class_for_sockets_of_the_file_system_is_quiet() => Quiet("""
        class Peer
        {
            private readonly Socket _socket;
            public Peer(string path) { _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified); _socket.Connect(new UnixDomainSocketEndPoint(path)); }
            void Run(byte[] buffer) { while (_socket.Receive(buffer) > 0) { } }
        }
        """);

    [Fact]
    public Task A_class_around_any_stream_leaves_it_to_the_owner() => Quiet("""
        class Body(Stream inner)
        {
            private readonly Stream _inner = inner;
            public int Read(byte[] b) { while (true) { var n = _inner.Read(b); if (n < 1) return n; Console.WriteLine(n); } }
        }

        class C
        {
            int M(TcpClient c, byte[] b) => new Body(c.GetStream()).Read(b);
        }
        """);

    [Fact]
    public Task A_reply_of_many_lines_is_no_receive_loop() => Quiet("""
        class Mailbox
        {
            void List(StreamReader r, NetworkStream s)
            {
                s.Write("LIST"u8);
                using var reader = new StreamReader(s);
                while (true)
                {
                    if (reader.ReadLine() is null or ".") break;
                }
            }
        }
        """);

    [Fact]
    public Task A_greeting_before_the_loop_changes_nothing() => Reports("""
        class Chat
        {
            void Open(TcpClient client) => Join(client);

            void Join(TcpClient client)
            {
                var s = client.GetStream();
                s.Write("hello"u8);
                using var reader = new StreamReader(s);
                while (reader.[|ReadLine|]() is { } line) { Console.WriteLine(line); }
            }
        }
        """);

    [Theory]
    [InlineData("void Pump(NetworkStream s, byte[] b) { while (s.Read(b) > 0) { Console.Write(b[0]); } }")]
    [InlineData("async Task Lines(SslStream s) { using var r = new StreamReader(s); while (await r.ReadLineAsync() is { } line) { Console.Write(line); } }")]
    [InlineData("byte[] ReadAll(Socket s, byte[] b) { using var all = new MemoryStream(); int n; while ((n = s.Receive(b)) > 0) { all.Write(b, 0, n); } return all.ToArray(); }")]
    public Task A_helper_that_is_lent_a_connection_nobody_here_opens_is_quiet(string method) => Quiet("class C { " + method + " }");

    [Fact]
    public Task A_helper_that_somebody_here_calls_is_reported() => Reports("""
        class C
        {
            void Run(TcpClient c) => Pump(c.GetStream(), new byte[9]);

            void Pump(NetworkStream s, byte[] b) { while (s.[|Read|](b) > 0) { Console.Write(b[0]); } }
        }
        """);

    [Fact]
    public Task A_loop_over_connections_is_no_loop_over_one() => Quiet("""
        class C
        {
            async Task Times(string[] hosts)
            {
                for (var i = 0; ; i++)
                {
                    using var c = new TcpClient(hosts[i], 13);
                    using var r = new StreamReader(c.GetStream());
                    Console.WriteLine(await r.ReadLineAsync());
                }
            }
        }
        """);

    [Fact]
    public Task A_loop_that_asks_before_each_read_awaits_replies() => Quiet("""
        class C
        {
            async Task Drain(TcpClient c, byte[][] messages, byte[] answer)
            {
                var s = c.GetStream();
                var i = 0;
                while (true)
                {
                    await s.WriteAsync(messages[i++]);
                    await s.ReadExactlyAsync(answer);
                }
            }
        }
        """);

    [Theory]
    [InlineData("void M(UdpClient u, byte[] b) { while (u.Client.Receive(b) > 0) { } }")]
    [InlineData("void M(Stream s, byte[] b) { while (s.Read(b) > 0) { } }")]
    [InlineData("void M(FileStream s, byte[] b) { while (s.Read(b) > 0) { } }")]
    public Task Datagrams_and_what_is_not_seen_to_be_a_connection_are_quiet(string method) => Quiet("class C { " + method + " }");

    [Fact]
    public Task Tests_may_wait() => Quiet("""
        class FactAttribute : Attribute { }

        class EchoTests
        {
            [Fact] public void Echo(Socket s, byte[] b) { while (s.Receive(b) > 0) { } }
        }
        """);

    [Theory]
    [InlineData("var c = l.[|AcceptTcpClient|](); new Thread(() => Serve(c)).Start();")]
    [InlineData("var c = l.[|AcceptTcpClient|](); _all.Add(c); Task.Run(() => Serve(c));")]
    public Task An_accepted_connection_that_is_read_elsewhere_is_told_where_it_is_accepted(string body) => Reports(Server("while (true) { " + body + " }"));

    [Theory]
    [InlineData("_ = Session.Run(l.[|AcceptTcpClient|]());")]
    [InlineData("var s = new Session(); s.Client = l.[|AcceptTcpClient|](); s.Start();")]
    [InlineData("new Session { Client = l.[|AcceptTcpClient|]() }.Start();")]
    public Task A_session_that_reads_it_is_looked_into(string body) => Reports($$"""
        class Server { void Loop(TcpListener l) { while (true) { {{body}} } } }

        class Session
        {
            public TcpClient? Client { get; set; }
            public void Start() => _ = Run(Client!);
            public static async Task Run(TcpClient c) { var b = new byte[8]; while (await c.GetStream().ReadAsync(b) > 0) { } }
        }
        """);

    [Fact]
    public Task An_accept_that_a_loop_calls_counts() => Reports(Server("while (true) Step(l);", "void Step(TcpListener l) { var c = l.[|AcceptTcpClient|](); _all.Add(c); Serve(c); }"));

    [Fact]
    public Task An_accept_by_callback_counts() => Reports(Server(
        "l.BeginAcceptTcpClient(Accepted, l);",
        "void Accepted(IAsyncResult r) { var l = (TcpListener)r.AsyncState!; var c = l.[|EndAcceptTcpClient|](r); l.BeginAcceptTcpClient(Accepted, l); Serve(c); }"));

    [Theory]
    [InlineData("while (true) { var c = l.AcceptTcpClient(); c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); Serve(c); }", "")]
    [InlineData("while (true) { var c = l.AcceptTcpClient(); c.ReceiveTimeout = 60_000; Serve(c); }", "")]
    [InlineData("while (true) Serve(l.AcceptTcpClient());", "void DropIdle() { }")]
    [InlineData("while (true) Serve(l.AcceptTcpClient());", "readonly CancellationTokenSource _life = new(60_000);")]
    [InlineData("while (true) Serve(l.AcceptTcpClient());", "System.Threading.Timer? _sweep;")]
    public Task An_accepted_connection_that_somebody_watches_is_quiet(string body, string members) => Quiet(Server(body, members));

    [Fact]
    public Task A_connection_that_nobody_keeps_or_reads_is_quiet() => Quiet("""
        class Server { void Run(TcpListener l) { while (true) { using var c = l.AcceptTcpClient(); c.GetStream().Write(new byte[1]); } } }
        """);

    [Fact]
    public Task Where_its_way_is_not_seen_it_is_told_at_the_read() => Reports(
        Server("while (true) ThreadPool.QueueUserWorkItem(o => Serve((TcpClient)o!), l.AcceptTcpClient());").Replace(".Read(b)", ".[|Read|](b)"));

    [Fact]
    public Task The_one_connection_of_a_tunnel_is_told_at_its_read() => Reports(Server("Serve(l.AcceptTcpClient());").Replace(".Read(b)", ".[|Read|](b)"));

    [Fact]
    public Task What_the_type_that_gets_it_does_counts() => Quiet("""
        class Server { void Run(TcpListener l) { while (true) _ = new Session(l.AcceptTcpClient()); } }

        class Session
        {
            readonly TcpClient _client;
            public Session(TcpClient client) { _client = client; _client.ReceiveTimeout = 60_000; }
            void Loop(byte[] b) { while (_client.GetStream().Read(b) > 0) { } }
        }
        """);

    [Theory]
    [InlineData("class Pinger { readonly Client _client = new(); void Go() => SendPing(); void SendPing() { } }", "host")]
    [InlineData("class Tool { readonly Client _client = new(); }", "\"localhost\"")]
    public Task Another_type_that_asks_the_peer_and_a_peer_on_this_machine_are_quiet(string other, string address) => Quiet($$"""
        class Client
        {
            TcpClient? _client;

            public void Open(string host) { _client = new TcpClient(); _client.Connect({{address}}, 80); }

            public int Step(byte[] b) => _client!.GetStream().Read(b);
        }

        {{other}}
        """);

    [Fact]
    public Task An_accept_through_arguments_is_told_where_the_connection_is_handed_on() => Reports("""
        class Server
        {
            void Accepted(object? sender, SocketAsyncEventArgs e)
            {
                Console.WriteLine(e.AcceptSocket!.RemoteEndPoint);
                new Session().Start(e.[|AcceptSocket|]);
            }
        }

        class Session { public void Start(Socket s) { while (s.Receive(new byte[8]) > 0) { } } }
        """);

    [Fact]
    public Task An_accepted_connection_that_is_turned_away_is_none() => Reports("""
        class Server
        {
            int _serving;

            void Accepted(object? sender, SocketAsyncEventArgs e)
            {
                if (_serving > 9) { ShutdownSocket(e.AcceptSocket!, "too many"); return; }
                _serving++;
                new Session().Start(e.[|AcceptSocket|]!);
            }

            void ShutdownSocket(Socket s, string why) { Console.WriteLine(why); s.Close(); }
        }

        class Session { public void Start(Socket s) { while (s.Receive(new byte[8]) > 0) { } } }
        """);

    [Fact]
    public Task A_field_that_listens_or_connects_is_told_where_it_connects() => Reports("""
        class Network
        {
            Socket? _socket;

            void Serve(System.Net.EndPoint at) { _socket = new Socket(SocketType.Stream, ProtocolType.Tcp); _socket.Bind(at); _socket.Listen(); }

            void Call(System.Net.EndPoint to) { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket.Connect(to); }

            void Loop() { var b = new byte[8]; while (_socket!.Receive(b) > 0) { } }
        }
        """);

    [Fact]
    public Task A_limit_for_sends_and_connects_bounds_no_silence() => Reports(Server(
        "while (true) { var c = l.[|AcceptTcpClient|](); c.SendTimeout = 5_000; Serve(c); }", "int ConnectTimeout { get; set; }"));

    [Theory]
    [InlineData("_client = [|new TcpClient()|]; _client.Connect(host, 80);")]
    [InlineData("_client = [|new TcpClient(host, 80)|];")]
    [InlineData("_client = [|new(host, 80)|];")]
    [InlineData("var c = [|new TcpClient()|]; await c.ConnectAsync(host, 80); _client = c;")]
    [InlineData("_client = [|new TcpClient()|]; new Thread(() => { _client.Connect(host, 80); Loop(); }).Start();")]
    public Task A_client_s_connection_is_told_where_it_is_made(string open) => Reports($$"""
        class Client
        {
            TcpClient? _client;

            async Task Open(string host) { await Task.Yield(); {{open}} }

            void Loop() { var b = new byte[8]; while (_client!.GetStream().Read(b) > 0) { } }
        }
        """);

    [Theory]
    [InlineData("_client = new TcpClient(host, 80);", "void Say() => _client!.GetStream().Write(new byte[1]);")]
    [InlineData("using var c = new TcpClient(host, 80); c.GetStream().Write(new byte[1]);", "")]
    [InlineData("_client = new TcpClient(host, 80) { ReceiveTimeout = 5_000 };", "void Loop() { var b = new byte[8]; while (_client!.GetStream().Read(b) > 0) { } }")]
    public Task A_client_that_never_reads_or_has_a_timeout_is_quiet(string open, string members) => Quiet($$"""
        class Client
        {
            TcpClient? _client;

            void Open(string host) { {{open}} }

            {{members}}
        }
        """);

    [Theory]
    [InlineData("var c = l.[|AcceptTcpClient|]();", "Serve(c);", "c.Client")]
    [InlineData("_last = l.[|AcceptTcpClient|]();", "Serve(_last);", "_last.Client")]
    public Task An_accepted_connection_gets_keep_alive(string accept, string then, string socket) => Fixes(
        "\n" + Server($"while (true)\n        {{\n            {accept}\n            {then}\n        }}", "TcpClient _last = null!;"),
        "\n" + Server($"""
            while (true)
                    {"{"}
                        {accept.Replace("[|", "").Replace("|]", "")}
                        {socket}.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                        {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                        {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                        {socket}.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
                        {then}
                    {"}"}
            """, "TcpClient _last = null!;"));

    [Fact]
    public Task A_client_s_connection_gets_it_behind_the_connect() => Fixes(
        "\n" + Client("_client = [|new TcpClient()|];\n        _client.Connect(host, 80);"),
        "\n" + Client("""
            _client = new TcpClient();
                    _client.Connect(host, 80);
                    _client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    _client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                    _client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                    _client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            """));

    [Fact]
    public Task Where_it_is_connected_elsewhere_nothing_is_offered() => OffersNothing(Client("_client = [|new TcpClient()|]; Later(() => _client.Connect(host, 80));"));

    [Theory]
    [InlineData("async Task<Tunnel> OpenAsync(string host) { var c = new TcpClient(); await c.ConnectAsync(host, 1); await Hello(c.GetStream()); return new Tunnel(c); }")]
    [InlineData("Tunnel Open(string host) { var c = new TcpClient(); c.Connect(host, 1); Hello(c.GetStream()).Wait(); return new Tunnel(c); }")]
    public Task A_greeting_before_the_connection_is_given_away_is_quiet(string opener) => Quiet($$"""
        class C
        {
            public {{opener}}
            static async Task Hello(NetworkStream s) { var b = new byte[1]; await s.WriteAsync(b); while (b[0] != 10) { await s.ReadExactlyAsync(b); } }
        }

        public sealed class Tunnel(TcpClient client) : IDisposable
        {
            public Stream Stream => client.GetStream();
            public void Dispose() => client.Dispose();
        }
        """);

    private static string Client(string open) => $$"""
        class Client
        {
            TcpClient _client = null!;

            void Open(string host)
            {
                {{open}}
            }

            void Later(Action open) => open();

            void Loop() { var b = new byte[8]; while (_client.GetStream().Read(b) > 0) { } }
        }
        """;

    private static string Server(string body, string members = "") => $$"""
        class Server
        {
            readonly System.Collections.Generic.List<TcpClient> _all = new();

            {{members}}

            void Run(TcpListener l) { {{body}} }

            static void Serve(TcpClient c) { var b = new byte[8]; while (c.GetStream().Read(b) > 0) { } }
        }
        """;

    [Fact]
    public Task A_cover_that_reads_what_its_caller_asks_for_is_quiet() => Quiet("""
        interface ILink { ValueTask<int> ReceiveAsync(Memory<byte> buffer); }

        sealed class Link : ILink
        {
            readonly Socket _socket;

            public Link() => _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

            public Task OpenAsync(string host) => _socket.ConnectAsync(host, 4222);

            public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);
        }
        """);

    [Fact]
    public Task What_another_method_reads_from_a_connection_of_its_own_does_not_count() => Quiet("""
        class Program
        {
            static void Sends(string host)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(host, 80);
                Use(socket);
            }

            static void Use(Socket socket) => socket.Send(new byte[1]);

            static void Reads(string host)
            {
                var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                other.Connect(host, 80);
                var n = other.Receive(new byte[1]);
            }
        }
        """);

    [Fact]
    public Task What_another_method_reads_from_the_same_connection_counts() => Reports("""
        class Program
        {
            static void Sends(string host)
            {
                var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                socket.Connect(host, 80);
                Use(socket);
            }

            static void Use(Socket socket) { var n = socket.Receive(new byte[1]); }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(Socket s, byte[] b) { while (s.{|CS1061:Receiv|}(b) > 0) { } }
        }
        """);

    [Theory]
    [InlineData("await _slots.WaitAsync(token);", "await r.ReadLineAsync(token)", true)]
    [InlineData("await _slots.WaitAsync(token);", "await r.ReadLineAsync(token).AsTask().WaitAsync(TimeSpan.FromSeconds(60))", false)]
    public Task A_limit_on_connections_is_no_limit_on_silence(string before, string read, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class Server
        {
            readonly SemaphoreSlim _slots = new(100);

            async Task Run(TcpListener listener, CancellationToken token)
            {
                while (true)
                {
                    {{before}}
                    var client = await listener.{{(isReported ? "[|AcceptTcpClientAsync|]" : "AcceptTcpClientAsync")}}(token);
                    _ = Serve(client, token);
                }
            }

            async Task Serve(TcpClient client, CancellationToken token)
            {
                using var own = client;
                using var r = new StreamReader(client.GetStream());
                while ({{read}} is { } line) Console.WriteLine(line);
                _slots.Release();
            }
        }
        """);

    [Theory]
    [InlineData("Socket c", "while (c.Receive(b) > 0) { }")]
    [InlineData("TcpClient c", "using var r = new StreamReader(c.GetStream()); while (r.ReadLine() is { } l) Console.WriteLine(l);")]
    [InlineData("TcpClient c", "using var own = c; using var r = new StreamReader(own.GetStream()); while (r.ReadLine() is { } l) Console.WriteLine(l);")]
    public Task What_nobody_here_calls_is_given_its_connection_by_code_that_cannot_be_seen(string parameter, string body) => Verify<SilentPeerUnnoticed>.Quiet(Usings + $$"""
        public class C
        {
            public void M({{parameter}}, byte[] b) { {{body}} }
        }
        """);

    [Theory]
    [InlineData("", false)]
    [InlineData("class Server { void Accept(Socket s) => new Session(s).Run(new byte[1]); }", true)]
    [InlineData("partial class Session { internal static Session Make(Socket s) => new Session(s); }", true)]
    public Task So_is_a_type_that_nobody_here_makes(string maker, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        public partial class Session(Socket socket)
        {
            public void Run(byte[] b) { while (socket.{{(isReported ? "[|Receive|]" : "Receive")}}(b) > 0) { } }
        }

        {{maker}}
        """);

    [Theory]
    [InlineData("new TcpListener(System.Net.IPAddress.Loopback, 0)", false)]
    [InlineData("new TcpListener(System.Net.IPAddress.Any, 7)", true)]
    public Task What_can_only_come_from_this_machine_does_not_vanish_without_a_word(string listener, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class Server
        {
            readonly TcpListener _listener = {{listener}};

            async Task Run()
            {
                while (true)
                {
                    _ = Serve(await _listener.{{(isReported ? "[|AcceptTcpClientAsync|]" : "AcceptTcpClientAsync")}}());
                }
            }

            static async Task Serve(TcpClient c) { using (c) { while (await c.GetStream().ReadAsync(new byte[1]) > 0) { } } }
        }
        """);

    [Theory]
    [InlineData("class Chat { readonly ISession _session = null!; const byte Keepalive = 0; void Tick() => _session.Send(Keepalive); }", false)]
    [InlineData("class Chat { readonly ISession _session = null!; const byte Text = 0; void Tick() => _session.Send(Text); }", true)]
    public Task Who_holds_it_by_an_interface_may_have_the_heartbeat(string holder, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        interface ISession { void Send(byte b); }

        class Session(Socket socket) : ISession
        {
            public void Send(byte b) => socket.Send(new[] { b });

            public void Run(byte[] b) { while (socket.{{(isReported ? "[|Receive|]" : "Receive")}}(b) > 0) { } }

            static void Serve(Socket s) => new Session(s).Run(new byte[1]);
        }

        class Server { void Accept(Socket s) => new Session(s).Run(new byte[1]); }

        {{holder}}
        """);

    [Theory]
    [InlineData("int n = await stream.ReadAsync(b, token); return n > 0;")]
    [InlineData("while (await stream.[|ReadAsync|](b, token) > 0) { } return true;")]
    public Task A_client_that_dies_with_one_exchange_needs_no_keep_alive(string body) => (body.Contains("[|") ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class Device
        {
            public async Task<bool> Ask(string host, CancellationToken token)
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, 1, token);
                using var stream = client.GetStream();
                return await Ask(stream, new byte[9], token);
            }

            public static async Task Watch(NetworkStream stream, byte[] b) { while (await stream.ReadAsync(b) > 0) { } }

            static async Task<bool> Ask(NetworkStream stream, byte[] b, CancellationToken token)
            {
                await stream.WriteAsync(b, token);
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("example.org", true)]
    public Task What_a_helper_reads_for_clients_of_this_machine_alone_is_quiet(string host, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class C
        {
            async Task Run()
            {
                using var client = {{(isReported ? "[|new TcpClient()|]" : "new TcpClient()")}};
                await client.ConnectAsync("{{host}}", 7);
                var stream = client.GetStream();
                await All(stream);
            }

            private static async Task All(NetworkStream stream)
            {
                var b = new byte[9];
                while (await stream.ReadAsync(b, 0, b.Length) > 0) { }
            }
        }
        """);

    [Theory]
    [InlineData("IPAddress.Loopback", false)]
    [InlineData("IPAddress.Parse(host)", true)]
    public Task A_client_of_this_machine_alone_is_told_by_the_kernel(string address, bool isReported)
    {
        var code = $$"""
            class C
            {
                void M(string host, byte[] b)
                {
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    socket.Connect(new System.Net.IPEndPoint(System.Net.{{address}}, 9));
                    while (true) { var n = socket.{{(isReported ? "[|Receive|]" : "Receive")}}(b); if (n == 0) return; }
                }
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    [Theory]
    [InlineData("var address = System.Net.IPAddress.Loopback; var end = new System.Net.IPEndPoint(address, 7); var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Bind(end); l.Listen(5);", false)]
    [InlineData("var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Bind(System.Net.IPEndPoint.Parse(\"127.0.0.1:7\")); l.Listen(5);", false)]
    [InlineData("var address = System.Net.IPAddress.Any; var end = new System.Net.IPEndPoint(address, 7); var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Bind(end); l.Listen(5);", true)]
    [InlineData("var address = open ? System.Net.IPAddress.Any : System.Net.IPAddress.Loopback; var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Bind(new System.Net.IPEndPoint(address, 7)); l.Listen(5);", true)]
    public Task What_a_listener_of_this_machine_accepts_is_told_by_the_kernel(string listen, bool isReported)
    {
        var here = $$"""
            class C
            {
                void M(bool open, byte[] b)
                {
                    {{listen}}
                    Socket? c = null;
                    var all = Task.Run(() =>
                    {
                        while (true)
                        {
                            c = l.Accept();
                            while (true) { var n = c.{{(isReported ? "[|Receive|]" : "Receive")}}(b); if (n == 0) break; }
                        }
                    });
                    all.Wait();
                }
            }
            """;
        var elsewhere = $$"""
            class Server
            {
                void Run(bool open)
                {
                    {{listen}}
                    while (true) { new Peer(l.{{(isReported ? "[|Accept|]" : "Accept")}}()).Start(); }
                }
            }

            class Peer(Socket socket)
            {
                public void Start() => new Thread(Run).Start();

                private void Run() { var b = new byte[9]; while (socket.Receive(b) > 0) { } }
            }
            """;
        return isReported ? Both(Reports) : Both(Quiet);

        async Task Both(System.Func<string, Task> verify)
        {
            await verify(here);
            await verify(elsewhere);
        }
    }

    [Theory]
    [InlineData("_timer = new Timer(_ => Close(), null, 600000, -1);", false)]
    [InlineData("", true)]
    public Task A_cover_whose_only_maker_closes_it_by_a_timer_is_watched(string watch, bool isReported)
    {
        var code = $$"""
            class Cover
            {
                private readonly Socket _socket;

                public Cover(AddressFamily family) { _socket = {{(isReported ? "[|new Socket(family, SocketType.Stream, ProtocolType.Tcp)|]" : "new Socket(family, SocketType.Stream, ProtocolType.Tcp)")}}; }

                public void Open(string host) => _socket.Connect(host, 80);

                public void Read(byte[] into, AsyncCallback done) => _socket.BeginReceive(into, 0, into.Length, SocketFlags.None, done, null);

                public int End(IAsyncResult read) => _socket.EndReceive(read);

                public void Close() => _socket.Close();
            }

            class Pipe
            {
                private readonly Cover _cover = new Cover(AddressFamily.InterNetwork);
                private object? _timer;

                public void Start(string host) { {{watch}} _cover.Open(host); Read(); }

                private void Read() => _cover.Read(new byte[9], read => { if (_cover.End(read) > 0) { Read(); } });

                public void Close() => _cover.Close();
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    private static Task Reports(string code) => Verify<SilentPeerUnnoticed>.Reports(Usings + Called(code));

    private static Task Quiet(string code) => Verify<SilentPeerUnnoticed>.Quiet(Usings + Called(code));

    /// <summary>Lets somebody use the method under test: see <see cref="What_nobody_here_calls_is_given_its_connection_by_code_that_cannot_be_seen"/>.</summary>
    private static string Called(string code) => code.Contains(" M(", System.StringComparison.Ordinal) ? code.Replace("class C\n{", "class C\n{\n    internal Delegate Used() => M;\n", System.StringComparison.Ordinal) : code;

    private static Task Fixes(string before, string after) => Verify<SilentPeerUnnoticed, SilentPeerUnnoticedFix>.Fixes(Usings + before, Usings + after);

    private static Task OffersNothing(string code) => Verify<SilentPeerUnnoticed, SilentPeerUnnoticedFix>.OffersNothing(Usings + code);
}
