using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class HandlerInAcceptLoopTests
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Cryptography.X509Certificates;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    /// <summary>What the examples call.</summary>
    private const string Members = """

            async Task ServeAsync(TcpClient client)
            {
                using (client) { while (await client.GetStream().ReadAsync(new byte[1]) > 0) { } }
            }

            void Serve(TcpClient client)
            {
                using (client) { while (client.GetStream().ReadByte() >= 0) { } }
            }

            async Task GreetAsync(TcpClient client) => await Deeper(client);
            async Task Deeper(TcpClient client) { await client.GetStream().ReadAsync(new byte[1]); }
            void Count(TcpClient client) => Console.WriteLine(client.Available);
            void Prepare(TcpClient client) { client.NoDelay = true; client.GetStream().Write(new byte[1]); }
            async Task Later(TcpClient client) { await Task.Yield(); _ = ServeAsync(client); }
        """;

    [Fact]
    public Task An_awaited_handler_is_reported_and_handed_over() => Fixes(
        """
        class Server
        {
            async Task Run(TcpListener l)
            {
                while (true)
                {
                    var client = await l.AcceptTcpClientAsync();
                    // one after the other
                    await [|ServeAsync|](client);
                }
            }
        MEMBERS
        }
        """,
        """
        class Server
        {
            async Task Run(TcpListener l)
            {
                while (true)
                {
                    var client = await l.AcceptTcpClientAsync();
                    // one after the other
                    _ = Task.Run(() => ServeAsync(client));
                }
            }
        MEMBERS
        }
        """);

    [Theory]
    [InlineData("await [|ServeAsync|](client).ConfigureAwait(false);", "_ = Task.Run(() => ServeAsync(client));")]
    [InlineData("[|Serve|](client);", "_ = Task.Run(() => Serve(client));")]
    public Task Other_forms_are_handed_over_too(string before, string after)
    {
        const string Code = """
            class Server
            {
                async Task Run(TcpListener l)
                {
                    await Task.Yield();
                    while (true)
                    {
                        var client = l.AcceptTcpClient();
                        CALL
                    }
                }
            MEMBERS
            }
            """;
        return Fixes(Code.Replace("CALL", before), Code.Replace("CALL", after));
    }

    [Theory]
    [InlineData("using var c = l.AcceptTcpClient(); c.GetStream().[|Read|](new byte[1]);")]
    [InlineData("using var c = await l.AcceptTcpClientAsync(); await c.GetStream().[|ReadAsync|](new byte[1]);")]
    [InlineData("using (var c = l.AcceptTcpClient()) { using var r = new StreamReader(c.GetStream()); string? line; while ((line = r.[|ReadLine|]()) != null) { } }")]
    [InlineData("var c = l.AcceptSocket(); var b = new byte[10]; while (c.[|Receive|](b) > 0) { } c.Close();")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); var tls = new SslStream(c.GetStream()); await tls.[|AuthenticateAsServerAsync|](_certificate); _ = Task.Run(() => tls.Write(new byte[1]));")]
    [InlineData("var c = l.AcceptTcpClient(); var tls = new SslStream(c.GetStream()); tls.[|AuthenticateAsServer|](_certificate);")]
    [InlineData("using var c = await l.AcceptTcpClientAsync(); await [|ServeAsync|](c);")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); try { await [|ServeAsync|](c); } catch (IOException) { }")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); [|ServeAsync|](c).Wait();")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); var serving = [|ServeAsync|](c); await serving;")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); await [|GreetAsync|](c); _ = ServeAsync(c);")]
    [InlineData("await [|ServeAsync|](await l.AcceptTcpClientAsync());")]
    [InlineData("[|Serve|](l.AcceptTcpClient());")]
    [InlineData("var c = l.AcceptTcpClient(); _ = ServeAsync(c); Thread.[|Sleep|](500);")]
    [InlineData("try { _ = ServeAsync(await l.AcceptTcpClientAsync()); } catch (SocketException) { } finally { await Task.[|Delay|](TimeSpan.FromSeconds(1)); }")]
    public Task Every_form_of_work_between_two_accepts_is_known(string body) => Reports("""
        class Server
        {
            readonly X509Certificate2 _certificate = null!;

            async Task Run(TcpListener l)
            {
                await Task.Yield();
                while (true)
                {
                    BODY
                }
            }
        MEMBERS
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("_stream = client.GetStream(); _name = (char)_stream.ReadByte();", "[|new Guest(l.AcceptTcpClient())|]")]
    [InlineData("_stream = client.GetStream(); Ask();", "[|new Guest(l.AcceptTcpClient())|]")]
    [InlineData("_stream = client.GetStream(); _reader = new System.IO.BinaryReader(_stream); _name = _reader.ReadChar();", "[|new Guest(l.AcceptTcpClient())|]")]
    [InlineData("_stream = client.GetStream(); Task.Run(Ask);", "new Guest(l.AcceptTcpClient())")]
    [InlineData("_stream = client.GetStream(); _stream.WriteByte(1);", "new Guest(l.AcceptTcpClient())")]
    public Task A_constructor_that_waits_for_the_peer_is_work(string constructor, string made) => Verify<HandlerInAcceptLoop>.Reports(Usings + $$"""
        class Guest
        {
            private readonly NetworkStream _stream;
            private System.IO.BinaryReader _reader;
            private char _name;

            public Guest(TcpClient client) { {{constructor}} }

            void Ask() { _name = (char)_stream.ReadByte(); }
        }

        class Server
        {
            private readonly System.Collections.Generic.List<Guest> _guests = new();

            void Run(TcpListener l)
            {
                while (true)
                {
                    _guests.Add({{made}});
                }
            }
        }
        """);

    /// <summary>The next accept is in the same statement: a task for it would accept without end.</summary>
    [Fact]
    public Task For_a_constructor_in_another_call_nothing_is_offered() => OffersNothing("""
        class Guest
        {
            public Guest(TcpClient client) { client.GetStream().ReadByte(); }
        }

        class Server
        {
            private readonly System.Collections.Generic.List<Guest> _guests = new();

            void Run(TcpListener l)
            {
                while (true)
                {
                    _guests.Add([|new Guest(l.AcceptTcpClient())|]);
                }
            }
        }
        """);

    [Fact]
    public Task A_callback_that_serves_before_it_begins_the_next_accept_is_reported() => Reports("""
        class Server
        {
            void OnAccept(IAsyncResult result)
            {
                var l = (TcpListener)result.AsyncState!;
                var client = l.EndAcceptTcpClient(result);
                [|Serve|](client);
                l.BeginAcceptTcpClient(OnAccept, l);
            }
        MEMBERS
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<HandlerInAcceptLoop>.Reports(
        Usings + """
        using var l = new TcpListener(IPAddress.Any, 7);
        l.Start();
        while (true)
        {
            using var c = await l.AcceptTcpClientAsync();
            while (await c.GetStream().[|ReadAsync|](new byte[1]) > 0) { }
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<HandlerInAcceptLoop>.Reports(
        """
        using System.Net.Sockets;

        class Server
        {
            void Run(Socket l, byte[] b)
            {
                while (true)
                {
                    Socket c = l.Accept();
                    c.[|Receive|](b);
                    c.Close();
                }
            }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("using var c = await l.AcceptTcpClientAsync(); await [|ServeAsync|](c);")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); try { await [|ServeAsync|](c); } catch (IOException) { }")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); await [|ServeAsync|](c); c.Close();")]
    [InlineData("var c = l.AcceptTcpClient(); _ = ServeAsync(c); Thread.[|Sleep|](500);")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); _ = ServeAsync(c); await Task.[|Delay|](500);")]
    [InlineData("outer = await l.AcceptTcpClientAsync(); await [|ServeAsync|](outer);")]
    public Task Where_the_connection_is_needed_here_nothing_is_offered(string body) => OffersNothing("""
        class Server
        {
            async Task Run(TcpListener l)
            {
                TcpClient outer;
                while (true)
                {
                    BODY
                }
            }
        MEMBERS
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("_ = ServeAsync(await l.AcceptTcpClientAsync());")]
    [InlineData("var c = l.AcceptTcpClient(); _ = Task.Run(() => Serve(c));")]
    [InlineData("var c = l.AcceptTcpClient(); ThreadPool.QueueUserWorkItem(_ => Serve(c));")]
    [InlineData("var c = l.AcceptTcpClient(); new Thread(() => Serve(c)).Start();")]
    [InlineData("var c = l.AcceptTcpClient(); Prepare(c); _ = ServeAsync(c);")]
    [InlineData("var c = l.AcceptTcpClient(); Count(c); _ = ServeAsync(c);")]
    [InlineData("var c = l.AcceptTcpClient(); await Later(c);")]
    [InlineData("await _room.WaitAsync(); _ = ServeAsync(await l.AcceptTcpClientAsync());")]
    [InlineData("try { _ = ServeAsync(await l.AcceptTcpClientAsync()); } catch (SocketException) { await Task.Delay(1000); }")]
    [InlineData("if (!l.Pending()) { Thread.Sleep(100); continue; } _ = ServeAsync(l.AcceptTcpClient());")]
    [InlineData("var c = l.AcceptTcpClient(); _ = ServeAsync(c); Thread.Sleep(1);")]
    [InlineData("while (_all > 100) { await Task.Delay(100); } _ = ServeAsync(await l.AcceptTcpClientAsync());")]
    public Task What_hands_over_backs_off_or_waits_for_room_is_quiet(string body) => Quiet("""
        class Server
        {
            readonly SemaphoreSlim _room = new(100);
            volatile int _all = 0;
            void More() => _all++;

            async Task Run(TcpListener l)
            {
                await Task.Yield();
                while (true)
                {
                    BODY
                }
            }
        MEMBERS
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("using var c = await l.AcceptTcpClientAsync(); await ServeAsync(c);")]
    [InlineData("for (var i = 0; i < 2; i++) { await ServeAsync(await l.AcceptTcpClientAsync()); }")]
    public Task A_listener_for_one_is_quiet(string body) => Quiet("""
        class Server
        {
            async Task Run(TcpListener l) { BODY }
        MEMBERS
        }
        """.Replace("BODY", body));

    [Fact]
    public Task Loops_that_run_side_by_side_are_quiet() => Quiet("""
        class Server
        {
            void Start(TcpListener l)
            {
                for (var i = 0; i < 16; i++)
                {
                    Task.Run(() => Run(l));
                }
            }

            async Task Run(TcpListener l)
            {
                while (true) { await ServeAsync(await l.AcceptTcpClientAsync()); }
            }
        MEMBERS
        }
        """);

    [Fact]
    public Task Tests_serve_one_at_a_time() => Quiet("""
        class FactAttribute : Attribute { }

        class Tests
        {
            [Fact] public void Echo() { }

            async Task Run(TcpListener l)
            {
                while (true) { await ServeAsync(await l.AcceptTcpClientAsync()); }
            }
        MEMBERS
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class Server
        {
            async Task Run(TcpListener l)
            {
                while (true) { await {|CS0103:Serv|}(await l.AcceptTcpClientAsync()); }
            }
        }
        """);

    private static Task Reports(string code) => Verify<HandlerInAcceptLoop>.Reports(Usings + code.Replace("MEMBERS", Members));

    private static Task Quiet(string code) => Verify<HandlerInAcceptLoop>.Quiet(Usings + code.Replace("MEMBERS", Members));

    private static Task Fixes(string before, string after) =>
        Verify<HandlerInAcceptLoop, HandlerInAcceptLoopFix>.Fixes(Usings + before.Replace("MEMBERS", Members), Usings + after.Replace("MEMBERS", Members));

    private static Task OffersNothing(string code) => Verify<HandlerInAcceptLoop, HandlerInAcceptLoopFix>.OffersNothing(Usings + code.Replace("MEMBERS", Members));

    private static string Abstract(string body) => $$"""
        abstract class Server
        {
            protected abstract Task OnClient(TcpClient client);

            async Task Run(TcpListener l)
            {
                while (true)
                {
                    {{body}}
                }
            }
        }
        """;

    [Theory]
    [InlineData("using var c = await l.AcceptTcpClientAsync(); await [|OnClient|](c);")]
    [InlineData("using (var c = await l.AcceptTcpClientAsync()) { await [|OnClient|](c); }")]
    public Task A_handler_that_is_not_seen_is_done_when_the_connection_is_closed_behind_it(string body) => Reports(Abstract(body));

    [Theory]
    [InlineData("var c = await l.AcceptTcpClientAsync(); await OnClient(c);")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); _ = OnClient(c);")]
    public Task A_handler_that_may_only_hand_over_is_quiet(string body) => Quiet(Abstract(body));

    private static string Delegate(string access, string kept, string call) => $$"""
        class Server
        {
            {{access}} Action<TcpClient> _serve;

            Server() => _serve = {{kept}};

            void Run(TcpListener l)
            {
                while (true)
                {
                    var c = l.AcceptTcpClient();
                    {{call}};
                }
            }

            static void Echo(TcpClient c) { using (c) { while (c.GetStream().ReadByte() >= 0) { } } }
            static void Note(TcpClient c) => Console.WriteLine(c.Available);
        }
        """;

    [Fact]
    public Task A_delegate_of_ones_own_is_what_it_was_made_of() => Reports(Delegate("private readonly", "Echo", "[|_serve|](c)"));

    [Theory]
    [InlineData("private readonly", "Note")]
    [InlineData("private readonly", "c => Task.Run(() => Echo(c))")]
    [InlineData("public", "Echo")]
    public Task A_delegate_that_serves_nobody_or_that_others_may_set_is_quiet(string access, string kept) => Quiet(Delegate(access, kept, "_serve(c)"));

    [Fact]
    public Task A_socket_of_the_file_system_may_serve_one_after_the_other() => Quiet("""
        class Server
        {
            async Task Run(string path)
            {
                using var l = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                l.Bind(new UnixDomainSocketEndPoint(path));
                l.Listen();
                while (true)
                {
                    using var c = await l.AcceptAsync();
                    int n = await c.ReceiveAsync(new byte[9], SocketFlags.None);
                    Console.WriteLine(n);
                }
            }
        }
        """);

    [Theory]
    [InlineData("IPAddress.Loopback, 0", false)]
    [InlineData("IPAddress.Loopback, 5000", true)]
    [InlineData("IPAddress.Any, 0", true)]
    public Task A_simulator_that_only_this_process_finds_serves_one_at_a_time(string at, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class Plc
        {
            private readonly TcpListener _listener = new TcpListener(System.Net.{{at}});

            void Serve()
            {
                while (true)
                {
                    using var master = _listener.AcceptTcpClient();
                    {{(isReported ? "[|Talk|]" : "Talk")}}(master.GetStream());
                }
            }

            static void Talk(NetworkStream stream) { while (stream.ReadByte() >= 0) { stream.WriteByte(1); } }
        }
        """);
}
