using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class BlockingReadWithoutTimeoutTests
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task A_reply_that_may_never_come_is_reported_and_gets_a_timeout() => Fixes(
        """
        class C
        {
            int Ask(string host, byte[] reply)
            {
                using var client = new TcpClient(host, 7); // the old way
                client.GetStream().WriteByte(1);
                return client.GetStream().[|Read|](reply, 0, reply.Length);
            }
        }
        """,
        """
        class C
        {
            int Ask(string host, byte[] reply)
            {
                using var client = new TcpClient(host, 7); // the old way
                client.ReceiveTimeout = 30_000;
                client.GetStream().WriteByte(1);
                return client.GetStream().Read(reply, 0, reply.Length);
            }
        }
        """);

    [Fact]
    public Task A_using_statement_gets_it_inside() => Fixes(
        """
        class C
        {
            int Ask(EndPoint peer, byte[] reply)
            {
                using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
                {
                    socket.Connect(peer);
                    return socket.[|Receive|](reply);
                }
            }
        }
        """,
        """
        class C
        {
            int Ask(EndPoint peer, byte[] reply)
            {
                using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
                {
                    socket.ReceiveTimeout = 30_000;
                    socket.Connect(peer);
                    return socket.Receive(reply);
                }
            }
        }
        """);

    [Fact]
    public Task An_assigned_variable_gets_it_after_the_assignment() => Fixes(
        """
        class C
        {
            string? Ask(string host)
            {
                TcpClient client;
                client = new TcpClient();
                client.Connect(host, 7);
                var reader = new StreamReader(client.GetStream());
                return reader.[|ReadLine|]();
            }
        }
        """,
        """
        class C
        {
            string? Ask(string host)
            {
                TcpClient client;
                client = new TcpClient();
                client.ReceiveTimeout = 30_000;
                client.Connect(host, 7);
                var reader = new StreamReader(client.GetStream());
                return reader.ReadLine();
            }
        }
        """);

    private const string Through = """
        class Wire(TcpClient client)
        {
            public void Say(byte[] b) => client.GetStream().Write(b, 0, b.Length);
            public int Hear(byte[] b) { var n = 0; while (n < b.Length) { var m = client.GetStream().Read(b, n, b.Length - n); if (m == 0) { break; } n += m; } return n; }
            public void Listen(byte[] b) { while (client.GetStream().Read(b, 0, 8) > 0) { } }
            public int Look(byte[] b) => client.Available > 0 ? client.GetStream().Read(b, 0, 8) : 0;
        }

        interface ICipher { int Decode(byte[] b); }
        class Cipher(NetworkStream stream) : ICipher { public int Decode(byte[] b) => stream.Read(b, 0, 8); }
        class Late(NetworkStream stream) { public virtual int Decode(byte[] b) => stream.Read(b, 0, 8); }
        class Later(NetworkStream stream) : Late(stream) { public override int Decode(byte[] b) { var deadline = 5; return deadline; } }

        class Numbers { public int Next(Wire wire) { var b = new byte[4]; wire.Hear(b); return b[0]; } }

        class C
        {
            private TcpClient? _kept;
            static TcpClient Open(string host) => new TcpClient(host, 80);
            static TcpClient OpenInTime(string host) => new TcpClient(host, 80) { ReceiveTimeout = 500 };
            void Keep(TcpClient c) => _kept = c;

            void Other() { var timeout = 5; }

            void M(string host, byte[] b)
            {
                STATEMENTS
            }
        }
        """;

    [Theory]
    [InlineData("var c = Open(host); c.GetStream().Write(b, 0, 8); c.GetStream().[|Read|](b, 0, 8);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b); w.[|Hear|](b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b); var n = new Numbers().[|Next|](w);")]
    [InlineData("var c = Open(host); ICipher w = new Cipher(c.GetStream()); c.GetStream().Write(b, 0, 8); w.[|Decode|](b);")]
    [InlineData("using var c = new TcpClient(host, 80); var w = new Wire(c); w.Say(b); w.[|Hear|](b); w.Hear(b);")]
    [InlineData("using var c = new TcpClient(); c.Connect(host, 80); var w = new Wire(c); w.Say(b); w.[|Hear|](b);")]
    public Task An_answer_that_comes_through_code_of_one_s_own_is_reported(string statements) => Reports(Through.Replace("STATEMENTS", statements));

    [Theory]
    [InlineData("var c = OpenInTime(host); var w = new Wire(c); w.Say(b); w.Hear(b);")]
    [InlineData("var c = Open(host); c.ReceiveTimeout = 500; var w = new Wire(c); w.Say(b); w.Hear(b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b); w.Look(b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b); w.Listen(b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Hear(b);")]
    [InlineData("var c = Open(host); var w = new Late(c.GetStream()); c.GetStream().Write(b, 0, 8); w.Decode(b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b); while (true) { w.Hear(b); }")]
    [InlineData("_kept = Open(host); var w = new Wire(_kept); w.Say(b); w.Hear(b);")]
    [InlineData("var c = Open(host); _kept = c; var w = new Wire(c); w.Say(b); w.Hear(b);")]
    [InlineData("var c = Open(host); var w = new Wire(c); w.Say(b);")]
    public Task What_may_end_or_is_meant_to_wait_is_quiet_there_too(string statements) => Quiet(Through.Replace("STATEMENTS", statements));

    [Fact]
    public Task A_top_level_program_is_mended() => Verify<BlockingReadWithoutTimeout, BlockingReadWithoutTimeoutFix>.Fixes(
        """
        using System.Net.Sockets;

        using var client = new TcpClient("localhost", 7);
        var answer = client.GetStream().[|ReadByte|]();
        """,
        """
        using System.Net.Sockets;

        using var client = new TcpClient("localhost", 7);
        client.ReceiveTimeout = 30_000;
        var answer = client.GetStream().ReadByte();
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task On_an_old_framework_it_is_mended_too() => Verify<BlockingReadWithoutTimeout, BlockingReadWithoutTimeoutFix>.Fixes(
        """
        using System.Net.Sockets;

        class C
        {
            int Ask(string host)
            {
                var client = new TcpClient(host, 7);
                return client.GetStream().[|ReadByte|]();
            }
        }
        """,
        """
        using System.Net.Sockets;

        class C
        {
            int Ask(string host)
            {
                var client = new TcpClient(host, 7);
                client.ReceiveTimeout = 30_000;
                return client.GetStream().ReadByte();
            }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("c.GetStream().[|ReadByte|]();")]
    [InlineData("c.GetStream().[|ReadExactly|](b);")]
    [InlineData("c.GetStream().[|Read|](b.AsSpan());")]
    [InlineData("c.Client.[|Receive|](b, 0, 4, SocketFlags.None);")]
    [InlineData("using var s = c.GetStream(); s.[|Read|](b);")]
    [InlineData("using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); s.[|Read|](b);")]
    [InlineData("using var r = new StreamReader(c.GetStream()); r.[|ReadToEnd|]();")]
    [InlineData("using var r = new BinaryReader(c.GetStream()); r.[|ReadInt32|]();")]
    [InlineData("var n = 0; while (n < b.Length) { var m = c.GetStream().[|Read|](b, n, b.Length - n); if (m == 0) break; n += m; }")]
    [InlineData("for (var i = 0; i < b.Length; i++) { b[i] = (byte)c.GetStream().[|ReadByte|](); }")]
    [InlineData("try { c.GetStream().[|Read|](b); } catch (IOException) { }")]
    [InlineData("if (c.GetStream().[|Read|](b) > 0) { c.GetStream().Read(b); }")]
    public Task Every_form_of_read_is_known(string body) => Reports("""
        class C
        {
            void M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                BODY
            }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("c.ReceiveTimeout = 5000;")]
    [InlineData("c.GetStream().ReadTimeout = 5000;")]
    [InlineData("c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000);")]
    [InlineData("if (!c.Client.Poll(5_000_000, SelectMode.SelectRead)) return;")]
    [InlineData("while (!c.GetStream().DataAvailable) Thread.Sleep(1);")]
    [InlineData("using var t = new Timer(_ => c.Close(), null, 5000, -1);")]
    [InlineData("var cts = new CancellationTokenSource(); cts.CancelAfter(5000); cts.Token.Register(c.Close);")]
    public Task Where_something_ends_the_wait_is_quiet(string statement) => Quiet("""
        class C
        {
            void M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                STATEMENT
                c.GetStream().Read(b);
            }
        }
        """.Replace("STATEMENT", statement));

    [Theory]
    [InlineData("while (true) { if (c.GetStream().Read(b) == 0) break; }")]
    [InlineData("while (_running) { if (c.GetStream().Read(b) == 0) break; }")]
    [InlineData("int n; while ((n = c.GetStream().Read(b)) > 0) { }")]
    public Task A_loop_that_reads_as_long_as_the_connection_lives_is_another_rule_s(string loop) => Quiet("""
        class C
        {
            volatile bool _running = true;

            void M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                LOOP
            }
        }
        """.Replace("LOOP", loop));

    [Theory]
    [InlineData("void M(TcpClient c, byte[] b) => c.GetStream().Read(b);")]
    [InlineData("void M(Stream s, byte[] b) => s.Read(b);")]
    [InlineData("void M(TcpListener l, byte[] b) { using var c = l.AcceptTcpClient(); c.GetStream().Read(b); }")]
    [InlineData("async Task M(byte[] b) { using var c = new TcpClient(\"h\", 7); await c.GetStream().ReadAsync(b); }")]
    [InlineData("void M(byte[] b) { using var f = File.OpenRead(\"x\"); f.Read(b); }")]
    [InlineData("void M(byte[] b) { using var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); s.Connect(\"h\", 7); s.Receive(b); }")]
    public Task What_was_not_opened_here_or_does_not_block_is_quiet(string method) => Quiet("class C { " + method + " }");

    [Theory]
    [InlineData("private readonly TcpClient _client = new(\"h\", 7);", "_client.GetStream().Write(b); return _client.GetStream().[|Read|](b);")]
    [InlineData("private Socket? _socket; void Open() { _socket = new Socket(SocketType.Stream, ProtocolType.Tcp); _socket.Connect(\"h\", 7); }", "_socket!.Send(b); return _socket.[|Receive|](b);")]
    [InlineData("private TcpClient? _client; private StreamReader? _reader; void Open() { _client = new TcpClient(); _client.Connect(\"h\", 7); _reader = new StreamReader(_client.GetStream()); }", "_client!.GetStream().Write(b); return _reader!.[|ReadLine|]()!.Length;")]
    public Task A_client_that_asks_over_the_connection_it_keeps_is_reported(string field, string body) => Reports("class C { " + field + " int Ask(byte[] b) { " + body + " } }");

    [Theory]
    [InlineData("private readonly TcpClient _client = new(\"h\", 7);", "return _client.GetStream().Read(b);")]
    [InlineData("private readonly TcpClient _client; C(TcpClient client) { _client = client; _client.Connect(\"h\", 7); }", "_client.GetStream().Write(b); return _client.GetStream().Read(b);")]
    [InlineData("private Socket? _socket; void Open(Socket listener) { _socket = listener.Accept(); }", "_socket!.Send(b); return _socket.Receive(b);")]
    [InlineData("public readonly TcpClient Client = new(\"h\", 7);", "Client.GetStream().Write(b); return Client.GetStream().Read(b);")]
    [InlineData("private readonly TcpClient _client = new(\"h\", 7) { ReceiveTimeout = 5000 };", "_client.GetStream().Write(b); return _client.GetStream().Read(b);")]
    public Task A_kept_connection_that_is_not_asked_or_that_others_prepare_is_quiet(string field, string body) => Quiet("class C { " + field + " int Ask(byte[] b) { " + body + " } }");

    private const string OverTls = "private TcpClient? _client; private StreamReader? _in; private StreamWriter? _out; public void Open(bool tls) { _client = new TcpClient(\"h\", 7); Stream s; if (tls) { var over = new SslStream(_client.GetStream()); over.AuthenticateAsClient(\"h\"); s = over; } else s = _client.GetStream(); _in = new StreamReader(s); _out = new StreamWriter(s); } ";
    private const string Lazy = "private TcpClient? _c; private NetworkStream? _s; private TcpClient Client => _c ??= new TcpClient(\"h\", 7); private NetworkStream Stream { get { return _s ?? (_s = Client.GetStream()); } } ";

    [Theory]
    [InlineData(OverTls, "_out!.WriteLine(1); return _in!.[|ReadLine|]()!.Length;")]
    [InlineData(Lazy, "Stream.Write(b, 0, 1); return Stream.[|Read|](b, 0, 1);")]
    [InlineData(Lazy + "public int ConnectTimeout { get; set; }", "Stream.Write(b, 0, 1); return Stream.[|Read|](b, 0, 1);")]
    [InlineData(Lazy + "private void Prepare() => _c!.SendTimeout = 500;", "Stream.Write(b, 0, 1); return Stream.[|Read|](b, 0, 1);")]
    [InlineData(Lazy + "private int Sum(int[] a) => System.Linq.Enumerable.Sum(System.Linq.Enumerable.Select(a, i => i)); enum Kind { Timer }", "Stream.Write(b, 0, 1); return Stream.[|Read|](b, 0, 1);")]
    [InlineData(Lazy, "Codec.Write(Stream, b); return Codec.[|Read|](Stream, b);")]
    [InlineData(Lazy, "Stream.WriteByte(1); return new Codec().[|Next|](Stream);")]
    [InlineData(OverTls + "private TcpListener? _listener; public void Take() => _client = _listener!.AcceptTcpClient();", "_out!.WriteLine(1); return _in!.ReadLine()!.Length;")]
    [InlineData(Lazy + "private void Prepare() => _c!.ReceiveTimeout = 500;", "Stream.Write(b, 0, 1); return Stream.Read(b, 0, 1);")]
    [InlineData(Lazy + "private void Prepare() => Settings.Apply(_c!);", "Stream.Write(b, 0, 1); return Stream.Read(b, 0, 1);")]
    [InlineData(Lazy + "internal Stream Inner => Stream;", "Stream.Write(b, 0, 1); return Stream.Read(b, 0, 1);")]
    [InlineData(Lazy, "Codec.Write(Stream, b); return Codec.Timed(Stream, b);")]
    [InlineData(Lazy, "return Codec.Read(Stream, b);")]
    [InlineData(Lazy, "Codec.Write(Stream, b); while (true) { Codec.Read(Stream, b); }")]
    [InlineData(Lazy + "private void Prepare() => _c!.ReceiveTimeout = 500;", "Codec.Write(Stream, b); return Codec.Read(Stream, b);")]
    [InlineData("private readonly Stream Stream; public C(TcpClient given) => Stream = given.GetStream();", "Codec.Write(Stream, b); return Codec.Read(Stream, b);")]
    public Task A_connection_that_the_type_keeps_to_itself_has_its_timeout_there_or_none(string members, string body) => (body.Contains("[|") ? Reports : (System.Func<string, Task>)Quiet)($$"""
        class C
        {
            {{members}}

            public int Ask(byte[] b) { {{body}} }
        }

        class User { public void Use(C c) { var timeout = 500; c.Ask(new byte[timeout]); } }

        class Codec
        {
            public static void Write(Stream s, byte[] b) => s.Write(b, 0, b.Length);
            public static int Read(Stream s, byte[] b) => s.Read(b, 0, b.Length);
            {{(body.Contains("Timed") ? "public static int Timed(Stream s, byte[] b) { s.ReadTimeout = 500; return s.Read(b, 0, b.Length); }" : "")}}
            public int Next(Stream s) => s.ReadByte();
        }

        static class Settings { public static void Apply(TcpClient c) => c.ReceiveTimeout = 500; }
        """);

    [Theory]
    [InlineData("public int Ask(byte[] q) { Say(q); return Hear(); } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().[|ReadByte|]();")]
    [InlineData("public int Ask(byte[] q) { Say(q); return Hear(); } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => Codec.[|Read|](_c.GetStream());")]
    [InlineData("public void All(byte[] q) { for (var i = 0; i < q.Length; i++) { Say(q); Hear(); } } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().[|ReadByte|]();")]
    [InlineData("public void Run(byte[] q) { Say(q); while (true) { Hear(); } } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().ReadByte();")]
    [InlineData("public int Ask(byte[] q) { var r = Hear(); Say(q); return r; } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().ReadByte();")]
    [InlineData("public int Ask(byte[] q) { Say(q); return Hear(); } public int Next() => Hear(); private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().ReadByte();")]
    [InlineData("public int Ask(byte[] q, bool on) { if (!on) { Say(q); return 0; } else { return Hear(); } } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); private int Hear() => _c.GetStream().ReadByte();")]
    [InlineData("public int Ask(byte[] q) { Say(q); return Hear(); } private void Say(byte[] q) { } private int Hear() => _c.GetStream().ReadByte();")]
    [InlineData("public int Ask(byte[] q) { Say(q); return Hear(); } private void Say(byte[] q) => _c.GetStream().Write(q, 0, 1); public int Hear() => _c.GetStream().ReadByte(); public int Left(Timer t) => 1;")]
    public Task A_method_that_is_only_called_behind_a_question_hears_its_answer(string members) => (members.Contains("[|") ? Reports : (System.Func<string, Task>)Quiet)($$"""
        class C
        {
            private readonly TcpClient _c = new("h", 7);

            {{members}}
        }

        static class Codec { public static int Read(Stream s) => s.ReadByte(); }
        """);

    [Fact]
    public Task A_timeout_elsewhere_in_the_type_is_evidence_enough() => Quiet("""
        class C
        {
            const int TimeoutMilliseconds = 5000;

            int M(byte[] b)
            {
                using var c = Prepared(new TcpClient("h", 7));
                using var d = new TcpClient("h", 7);
                return d.GetStream().Read(b);
            }

            static TcpClient Prepared(TcpClient c) { c.ReceiveTimeout = TimeoutMilliseconds; return c; }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(byte[] b) { using var c = new TcpClient("h", 7); c.GetStream().{|CS1061:Rea|}(b); }
        }
        """);

    [Theory]
    [InlineData("new TcpClient(host, 25565)")]
    [InlineData("Factory.Open(host)")]
    public Task A_connection_that_is_read_through_a_type_of_ones_own_is_reported(string opened) => Verify<BlockingReadWithoutTimeout>.Reports(Wrapped(
        "var client = " + opened + "; var wire = new Wire(client); wire.Send(new byte[] { 1 }); return wire.[|Next|](9);"));

    [Fact]
    public Task A_connection_that_is_read_by_code_that_is_given_the_wrapper_is_reported() => Verify<BlockingReadWithoutTimeout>.Reports(Wrapped(
        "var client = new TcpClient(host, 25565); var wire = new Wire(client); wire.Send(new byte[] { 1 }); return new Parser().[|Parse|](wire);"));

    [Theory]
    [InlineData("var client = new TcpClient(host, 25565); client.ReceiveTimeout = 9000; var wire = new Wire(client); wire.Send(new byte[] { 1 }); return wire.Next(9);")]
    [InlineData("var client = new TcpClient(\"localhost\", 25565); var wire = new Wire(client); wire.Send(new byte[] { 1 }); return wire.Next(9);")]
    [InlineData("var client = Factory.OpenTimed(host); var wire = new Wire(client); wire.Send(new byte[] { 1 }); return wire.Next(9);")]
    [InlineData("var client = new TcpClient(host, 25565); var wire = new Wire(client); wire.Send(new byte[] { 1 }); while (!wire.HasAvailable()) Task.Delay(9).Wait(); return wire.Next(9);")]
    [InlineData("var client = new TcpClient(host, 25565); var wire = new Wire(client); wire.Send(new byte[] { 1 }); return null;")]
    [InlineData("var client = new TcpClient(host, 25565); _kept = client; var wire = new Wire(client); return wire.Next(9);")]
    public Task A_wrapped_connection_that_is_limited_near_or_not_waited_for_is_quiet(string code) => Verify<BlockingReadWithoutTimeout>.Quiet(Wrapped(code));

    private static string Wrapped(string code) => $$"""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        static class Pinger
        {
            private static TcpClient? _kept;

            public static byte[]? Ping(string host)
            {
                {{code}}
            }
        }

        static class Factory
        {
            public static TcpClient Open(string host) => new TcpClient(host, 25565);

            public static TcpClient OpenTimed(string host) => new TcpClient(host, 25565) { ReceiveTimeout = 9000 };
        }

        class Parser
        {
            public byte[] Parse(Wire wire) => wire.Next(wire.Next(1)[0]);
        }

        class Wire
        {
            private readonly TcpClient _client;

            public Wire(TcpClient client) => _client = client;

            public bool HasAvailable() => _client.Client.Available > 0;

            public void Send(byte[] bytes) => _client.Client.Send(bytes);

            public byte[] Next(int count)
            {
                var bytes = new byte[count];
                Fill(bytes);
                return bytes;
            }

            private void Fill(byte[] bytes)
            {
                var read = 0;
                while (read < bytes.Length)
                {
                    var n = _client.Client.Receive(bytes, read, bytes.Length - read, SocketFlags.None);
                    if (n == 0)
                    {
                        return;
                    }

                    read += n;
                }
            }
        }
        """;

    private static Task Reports(string code) => Verify<BlockingReadWithoutTimeout>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<BlockingReadWithoutTimeout>.Quiet(Usings + code);

    private static Task Fixes(string before, string after) => Verify<BlockingReadWithoutTimeout, BlockingReadWithoutTimeoutFix>.Fixes(Usings + before, Usings + after);

    private const string Asked = "using var u = new UdpClient(); u.Connect(peer); u.Send(question, question.Length); ";

    [Theory]
    [InlineData(Asked + "return u.[|Receive|](ref from);")]
    [InlineData("using var u = new UdpClient(peer.AddressFamily); for (var i = 0; i < 3; i++) { u.Send(question, question.Length, peer); var answer = u.[|Receive|](ref from); if (answer[0] == 1) return answer; } return question;")]
    [InlineData("var u = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); u.SendTo(question, peer); var b = new byte[512]; var n = u.[|Receive|](b); u.Close(); return b[..n];")]
    [InlineData("using var u = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); u.SendTo(question, peer); EndPoint any = peer; var b = new byte[512]; return b[..u.[|ReceiveFrom|](b, ref any)];")]
    public Task An_answer_that_may_be_lost_with_its_datagram_is_reported(string statements) => Reports($"class C {{ byte[] Ask(byte[] question, IPEndPoint peer, IPEndPoint? from) {{ {statements} }} }}");

    [Theory]
    [InlineData(Asked + "u.Client.ReceiveTimeout = 2000; return u.Receive(ref from);")]
    [InlineData(Asked + "if (!u.Client.Poll(2_000_000, SelectMode.SelectRead)) throw new TimeoutException(); return u.Receive(ref from);")]
    [InlineData(Asked + "if (u.Available == 0) Thread.Sleep(100); return u.Available > 0 ? u.Receive(ref from) : question;")]
    [InlineData(Asked + "Prepare(u); return u.Receive(ref from);")]
    [InlineData(Asked + "new Thread(() => { Thread.Sleep(1000); u.Close(); }).Start(); return u.Receive(ref from);")]
    [InlineData("using var u = new UdpClient(99); while (true) { question = u.Receive(ref from); u.Send(question, question.Length, from); }")]
    [InlineData("using var u = new UdpClient(99); question = u.Receive(ref from); u.Send(question, question.Length, from); return u.Receive(ref from);")]
    [InlineData("using var u = new UdpClient(99); u.JoinMulticastGroup(peer.Address); return u.Receive(ref from);")]
    [InlineData("using var u = new UdpClient(); u.Connect(IPAddress.Loopback, 99); u.Send(question, question.Length); return u.Receive(ref from);")]
    [InlineData(Asked + "return Task.Run(() => u.Receive(ref from)).Result;")]
    public Task A_datagram_that_is_waited_for_a_time_or_answers_nobody_is_quiet(string statements) =>
        Quiet($"class C {{ byte[] Ask(byte[] question, IPEndPoint peer) {{ IPEndPoint? from = null; {statements} }} static void Prepare(UdpClient client) {{ }} }}");
}
