using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class TimeoutIgnoredByAsyncTests
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
    public Task Of_a_datagram_socket_where_it_is_made_is_reported() => Reports("""
        class C
        {
            private readonly Socket _socket = new(SocketType.Dgram, ProtocolType.Udp) { [|ReceiveTimeout|] = 2000 };
            async Task<int> M(byte[] b, System.Net.EndPoint to) { await _socket.SendToAsync(b, SocketFlags.None, to); return (await _socket.ReceiveFromAsync(b, SocketFlags.None, to)).ReceivedBytes; }
        }
        """);

    [Fact]
    public Task Where_only_the_connect_is_waited_for_by_its_handle_it_is_reported() => Reports(Begun("a"));

    [Fact]
    public Task Where_the_read_is_waited_for_by_its_handle_it_is_quiet() => Quiet(Begun("r").Replace("[|", "").Replace("|]", ""));

    private static string Begun(string waited) => $$"""
        class C
        {
            private readonly byte[] _b = new byte[1];
            private TcpClient _c = new();
            void M()
            {
                var a = _c.BeginConnect("h", 1, null, null);
                a.AsyncWaitHandle.WaitOne(4000);
                _c.EndConnect(a);
                _c.[|ReceiveTimeout|] = 2000;
                var r = _c.GetStream().BeginRead(_b, 0, 1, x => { }, null);
                {{waited}}.AsyncWaitHandle.WaitOne(4000);
            }
        }
        """;

    [Theory]
    [InlineData("c.[|ReceiveTimeout|] = 5000;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.[|ReceiveTimeout|] = 5000;", "var s = c.GetStream(); await Task.WhenAny(s.CopyToAsync(Stream.Null), Stream.Null.CopyToAsync(s));")]
    [InlineData("c.GetStream().[|ReadTimeout|] = 5000;", "await c.GetStream().CopyToAsync(Stream.Null, 4096, default);")]
    [InlineData("c.[|SendTimeout|] = 5000;", "await c.GetStream().WriteAsync(b);")]
    [InlineData("c.Client.[|ReceiveTimeout|] = 5000;", "await c.Client.ReceiveAsync(b, SocketFlags.None);")]
    [InlineData("c.GetStream().[|ReadTimeout|] = 5000;", "await c.GetStream().ReadExactlyAsync(b);")]
    [InlineData("c.GetStream().[|WriteTimeout|] = 5000;", "await c.GetStream().WriteAsync(b, 0, 1);")]
    [InlineData("c.[|ReceiveTimeout|] = (int)TimeSpan.FromSeconds(5).TotalMilliseconds;", "using var r = new StreamReader(c.GetStream()); await r.ReadLineAsync();")]
    [InlineData("using var s = new SslStream(c.GetStream()); s.[|ReadTimeout|] = 5000;", "await s.ReadAsync(b);")]
    [InlineData("c.[|ReceiveTimeout|] = 5000; c.GetStream().Write(b);", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.[|ReceiveTimeout|] = 5000;", "while (await c.GetStream().ReadAsync(b) > 0) { }")]
    [InlineData("c.[|ReceiveTimeout|] = 5000;", "await Task.Run(async () => await c.GetStream().ReadAsync(b));")]
    [InlineData("c.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000);", "await c.Client.ReceiveAsync(b, SocketFlags.None);")]
    [InlineData("c.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.SendTimeout, 5000);", "await c.GetStream().WriteAsync(b);")]
    [InlineData("c.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000);", "c.Client.BeginReceive(b, 0, 1, SocketFlags.None, r => { }, null);")]
    public Task A_timeout_over_asynchronous_calls_is_reported(string set, string call) => Reports("""
        class C
        {
            async Task M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                SET
                CALL
            }
        }
        """.Replace("SET", set).Replace("CALL", call));

    [Fact]
    public Task A_private_field_is_followed_through_its_type() => Reports("""
        class C
        {
            private readonly TcpClient _client = new();

            public C() => _client.[|ReceiveTimeout|] = 5000;

            public async Task<int> Read(byte[] b) => await _client.GetStream().ReadAsync(b);
        }
        """);

    [Fact]
    public Task A_connection_that_is_handed_in_and_read_right_here_is_reported() => Reports("""
        class C
        {
            async Task M(TcpClient c, byte[] b)
            {
                c.[|ReceiveTimeout|] = 5000;
                var s = c.GetStream();
                while (await s.ReadAsync(b) > 0) { }
            }
        }
        """);

    [Theory]
    [InlineData("c.ReceiveTimeout = 5000; await Elsewhere.Read(c, b); await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; c.GetStream().Read(b); await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; c.GetStream().CopyTo(Stream.Null); await c.GetStream().CopyToAsync(Stream.Null);")]
    [InlineData("c.ReceiveTimeout = 5000; await Stream.Null.CopyToAsync(c.GetStream());")]
    public Task A_connection_that_is_handed_in_and_on_is_quiet(string body) => Quiet("""
        static class Elsewhere
        {
            public static Task<int> Read(TcpClient c, byte[] b) => Task.Run(() => c.GetStream().Read(b));
        }

        class C
        {
            async Task M(TcpClient c, byte[] b) { BODY }

            async void Other(TcpClient c) => await c.GetStream().ReadAsync(new byte[1]);
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("c.[|ReceiveTimeout|] = 5000; await Lines(c);")]
    [InlineData("c.Client.[|ReceiveTimeout|] = 5000; await Text(c.GetStream());")]
    [InlineData("c.[|ReceiveTimeout|] = 5000; _ = Local(c); async Task Local(TcpClient t) => await t.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; await Other(); await Task.Yield();")]
    [InlineData("c.ReceiveTimeout = 5000; Blocks(c); await Lines(c);")]
    [InlineData("c.SendTimeout = 5000; await Lines(c);")]
    public Task One_that_is_handed_on_within_the_type_is_followed(string body) => (body.Contains("[|") ? Reports : (System.Func<string, Task>)Quiet)($$"""
        class C
        {
            private static readonly TcpClient Another = new("h", 7);

            async Task M(TcpClient c, byte[] b) { {{body}} }

            async Task Lines(TcpClient t) { while (await t.GetStream().ReadAsync(new byte[9]) > 0) { } }

            static async Task Text(NetworkStream s) => await new StreamReader(s).ReadLineAsync();

            async Task Other() => await Another.GetStream().WriteAsync(new byte[9]);

            {{(body.Contains("Blocks") ? "void Blocks(TcpClient t) => t.GetStream().ReadByte();" : "")}}
        }
        """);

    [Theory]
    [InlineData("u.Client.[|ReceiveTimeout|] = 1000;", "await u.ReceiveAsync();")]
    [InlineData("u.Client.[|ReceiveTimeout|] = 1000;", "while (true) { var r = await u.ReceiveAsync(); Console.WriteLine(r.Buffer.Length); }")]
    [InlineData("u.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 1000);", "var r = await u.ReceiveAsync().ConfigureAwait(false);")]
    [InlineData("s.[|ReceiveTimeout|] = 1000;", "s.BeginReceive(b, 0, 1, SocketFlags.None, r => { }, null);")]
    [InlineData("s.[|ReceiveTimeout|] = 1000;", "await s.ReceiveFromAsync(b, SocketFlags.None, any);")]
    [InlineData("s.[|ReceiveTimeout|] = 1000;", "await s.ReceiveAsync(b, SocketFlags.None);")]
    [InlineData("u.Client.ReceiveTimeout = 0;", "await u.ReceiveAsync();")]
    [InlineData("u.Client.SendTimeout = 1000;", "await u.ReceiveAsync();")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "var any2 = new System.Net.IPEndPoint(0, 0); u.Receive(ref any2); await u.ReceiveAsync();")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "var r = u.ReceiveAsync(); if (await Task.WhenAny(r, Task.Delay(1000)) == r) await r;")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "await u.ReceiveAsync(new CancellationTokenSource(1000).Token);")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "await u.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "u.ReceiveAsync().Wait(1000);")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "await s.ReceiveFromAsync(b, SocketFlags.None, any);")]
    [InlineData("u.Client.ReceiveTimeout = 1000;", "await u.SendAsync(b, 1);")]
    [InlineData("u.Client.ReceiveTimeout = 1000; Others.Last = u;", "await u.ReceiveAsync();")]
    public Task Datagrams_are_waited_for_as_long(string set, string call) => (set.Contains("[|") ? Reports : (System.Func<string, Task>)Quiet)($$"""
        static class Others { public static UdpClient? Last { get; set; } }

        class C
        {
            async Task M(byte[] b)
            {
                var any = new System.Net.IPEndPoint(0, 0);
                using var u = new UdpClient(9);
                using var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                await Task.Yield();
                {{set}}
                {{call}}
            }
        }
        """);

    [Fact]
    public Task A_socket_for_datagrams_in_a_field_is_followed_through_its_type() => Reports("""
        class C
        {
            private readonly UdpClient _udp = new();

            public C() => _udp.Client.[|ReceiveTimeout|] = 500;

            public async Task<byte[]> Ask(byte[] b) { await _udp.SendAsync(b, 1, "h", 7); return (await _udp.ReceiveAsync()).Buffer; }
        }
        """);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<TimeoutIgnoredByAsync>.Reports(
        """
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(byte[] b)
            {
                using (var c = new TcpClient("h", 7))
                {
                    c.[|ReceiveTimeout|] = 5000;
                    await c.GetStream().ReadAsync(b, 0, b.Length);
                }
            }
        }
        """,
        framework: "net462");

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<TimeoutIgnoredByAsync>.Reports(
        """
        using System.Net.Sockets;

        using var c = new TcpClient("localhost", 7);
        c.[|ReceiveTimeout|] = 5000;
        await c.GetStream().ReadAsync(new byte[1]);
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("c.ReceiveTimeout = 5000;", "c.GetStream().Read(b); await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000;", "c.GetStream().Read(b);")]
    [InlineData("c.ReceiveTimeout = 5000;", "await c.GetStream().WriteAsync(b);")]
    [InlineData("c.SendTimeout = 5000;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 0;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = -1;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.GetStream().ReadTimeout = Timeout.Infinite;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("Console.WriteLine(c.ReceiveTimeout);", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveBufferSize = 5000;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; Others.Use(c);", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; Others.Read(c.GetStream());", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.ReceiveTimeout = 5000; Others.Last = c;", "await c.GetStream().ReadAsync(b);")]
    [InlineData("c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000);", "c.Client.Receive(b);")]
    [InlineData("c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000);", "c.Client.BeginSend(b, 0, 1, SocketFlags.None, r => { }, null);")]
    [InlineData("c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 0);", "await c.Client.ReceiveAsync(b, SocketFlags.None);")]
    [InlineData("c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, 5000);", "await c.Client.ReceiveAsync(b, SocketFlags.None);")]
    public Task A_timeout_that_may_be_obeyed_or_is_none_is_quiet(string set, string call) => Quiet("""
        static class Others
        {
            public static TcpClient? Last { get; set; }
            public static void Use(TcpClient c) { }
            public static void Read(Stream s) => s.ReadByte();
        }

        class C
        {
            async Task M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                await Task.Yield();
                SET
                CALL
            }
        }
        """.Replace("SET", set).Replace("CALL", call));

    [Fact]
    public Task A_connection_that_is_returned_may_be_used_in_any_way() => Quiet("""
        class C
        {
            async Task<TcpClient> M(byte[] b)
            {
                var c = new TcpClient("h", 7);
                c.ReceiveTimeout = 5000;
                await c.GetStream().ReadAsync(b);
                return c;
            }
        }
        """);

    [Fact]
    public Task A_public_field_may_be_used_from_anywhere() => Quiet("""
        class C
        {
            public readonly TcpClient Client = new();

            public C() => Client.ReceiveTimeout = 5000;

            public async Task<int> Read(byte[] b) => await Client.GetStream().ReadAsync(b);
        }
        """);

    [Theory]
    [InlineData("var n = 0; while (n < b.Length) { n += await _c.GetStream().ReadAsync(b, n, b.Length - n); }", true)]
    [InlineData("await _c.GetStream().ReadExactlyAsync(b, 0, b.Length);", true)]
    [InlineData("while (await _c.GetStream().ReadAsync(b, 0, b.Length) > 0) { }", false)]
    [InlineData("await _c.GetStream().ReadExactlyAsync(b, 0, b.Length, new System.Threading.CancellationTokenSource(5).Token);", false)]
    [InlineData("var read = _c.GetStream().ReadExactlyAsync(b, 0, b.Length).AsTask(); await Task.WhenAny(read, Task.Delay(5000));", false)]
    public Task Where_the_type_reads_both_ways_the_rest_of_a_message_counts(string read, bool isReported) => (isReported ? Verify<TimeoutIgnoredByAsync>.Reports : (System.Func<string, string, OutputKind, Task>)Verify<TimeoutIgnoredByAsync>.Quiet)($$"""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpClient _c = new();
            public C() => _c.{{(isReported ? "[|ReceiveTimeout|]" : "ReceiveTimeout")}} = 5000;
            public int Read(byte[] b) => _c.GetStream().Read(b, 0, b.Length);
            public async Task ReadAsync(byte[] b) { {{read}} }
        }
        """, "net10.0", OutputKind.DynamicallyLinkedLibrary);

    [Fact]
    public Task A_blocking_read_in_another_method_of_the_type_is_what_the_timeout_is_for() => Quiet("""
        class C
        {
            private readonly TcpClient _client = new();

            public C() => _client.ReceiveTimeout = 5000;

            public async Task<int> Read(byte[] b) => await _client.GetStream().ReadAsync(b);

            public int Shake() => _client.GetStream().ReadByte();
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            async Task M(byte[] b)
            {
                using var c = new TcpClient("h", 7);
                c.{|CS1061:ReceiveTimeou|} = 5000;
                await c.GetStream().ReadAsync(b);
            }
        }
        """);

    private static Task Reports(string code) => Verify<TimeoutIgnoredByAsync>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<TimeoutIgnoredByAsync>.Quiet(Usings + code);

    [Fact]
    public Task A_timeout_in_an_initializer_is_reported() => Reports("""
        class C
        {
            private readonly TcpClient _c = new TcpClient { [|ReceiveTimeout|] = 5000 };
            async Task M(byte[] b) { await _c.ConnectAsync("h", 7); await _c.GetStream().ReadAsync(b); }
        }
        """);

    [Fact]
    public Task A_timeout_in_an_initializer_that_a_blocking_read_obeys_is_quiet() => Quiet("""
        class C
        {
            private readonly TcpClient _c = new TcpClient { ReceiveTimeout = 5000 };
            int M(byte[] b) { _c.Connect("h", 7); return _c.GetStream().Read(b); }
        }
        """);

    [Theory]
    [InlineData("s.[|ReadTimeout|] = 4000; s.BeginRead(b, 0, 1, Done, s);")]
    [InlineData("s.[|WriteTimeout|] = 4000; s.BeginWrite(b, 0, 1, Done, s);")]
    public Task A_timeout_over_calls_with_a_callback_is_reported(string statements) => Reports(WithCallback(statements));

    [Theory]
    [InlineData("s.ReadTimeout = 4000; s.BeginWrite(b, 0, 1, Done, s);")]
    [InlineData("s.ReadTimeout = 4000; s.ReadByte(); s.BeginRead(b, 0, 1, Done, s);")]
    [InlineData("s.ReadTimeout = 4000; var r = s.BeginRead(b, 0, 1, null, s); r.AsyncWaitHandle.WaitOne(4000); s.EndRead(r);")]
    public Task One_of_the_other_direction_or_beside_blocking_calls_is_quiet(string statements) => Quiet(WithCallback(statements));

    [Fact]
    public Task In_a_test_it_is_quiet() => Quiet(
        WithCallback("s.ReadTimeout = 4000; s.BeginRead(b, 0, 1, Done, s);").Replace("void Done(", "[Fact] void Done(") + "\n\nclass FactAttribute : Attribute { }\n");

    private static string WithCallback(string statements) => $$"""
        class C
        {
            void M(TcpClient c, byte[] b) { var s = c.GetStream(); {{statements}} }

            void Done(IAsyncResult r) { }
        }
        """;

    private static string Handshaking(string upgrade) => $$"""
        class Tls : Stream
        {
            public static Tls Accept(TcpClient client) { client.GetStream().ReadByte(); return null!; }
            public override bool CanRead => true;
            public override bool CanSeek => false;
            public override bool CanWrite => true;
            public override long Length => 0;
            public override long Position { get; set; }
            public override void Flush() { }
            public override int Read(byte[] b, int o, int n) => 0;
            public override long Seek(long o, SeekOrigin s) => 0;
            public override void SetLength(long v) { }
            public override void Write(byte[] b, int o, int n) { }
        }

        class C
        {
            async Task M(TcpListener listener, byte[] b)
            {
                var client = await listener.AcceptTcpClientAsync();
                client.SENDTIMEOUT = 30000;
                await RelayAsync(client, b);
            }

            async Task RelayAsync(TcpClient client, byte[] b)
            {
                Stream stream = client.GetStream();
                {{upgrade}}
                await client.GetStream().WriteAsync(b);
            }
        }
        """;

    [Fact]
    public Task A_connection_that_a_method_of_the_type_hands_to_another_may_be_used_by_blocking_calls() =>
        Quiet(Handshaking("stream = Tls.Accept(client);").Replace("SENDTIMEOUT", "SendTimeout"));

    [Fact]
    public Task One_that_stays_in_the_type_is_reported() => Reports(Handshaking("").Replace("SENDTIMEOUT", "[|SendTimeout|]"));
}
