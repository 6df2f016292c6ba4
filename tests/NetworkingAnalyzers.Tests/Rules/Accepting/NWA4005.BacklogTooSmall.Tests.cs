using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class BacklogTooSmallTests
{
    private const string Usings = """
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task A_tiny_queue_is_reported_and_left_to_the_system() => Fixes(
        """
        class Server
        {
            void Run(Socket listener)
            {
                listener.[|Listen|](5); // five are enough
                while (true) { Serve(listener.Accept()); }
            }

            void Serve(Socket client) { }
        }
        """,
        """
        class Server
        {
            void Run(Socket listener)
            {
                listener.Listen(); // five are enough
                while (true) { Serve(listener.Accept()); }
            }

            void Serve(Socket client) { }
        }
        """);

    [Fact]
    public Task On_an_old_framework_the_maximum_is_named() => Verify<BacklogTooSmall, BacklogTooSmallFix>.Fixes(
        """
        using System.Net.Sockets;

        class Server
        {
            void Run(Socket listener)
            {
                listener.[|Listen|](10);
                while (true) { Serve(listener.Accept()); }
            }

            void Serve(Socket client) { }
        }
        """,
        """
        using System.Net.Sockets;

        class Server
        {
            void Run(Socket listener)
            {
                listener.Listen((int)SocketOptionName.MaxConnections);
                while (true) { Serve(listener.Accept()); }
            }

            void Serve(Socket client) { }
        }
        """,
        framework: "net462");

    [Fact]
    public Task A_TcpListener_is_mended_on_every_framework() => Verify<BacklogTooSmall, BacklogTooSmallFix>.Fixes(
        """
        using System.Net.Sockets;

        class Server
        {
            void Run(TcpListener listener)
            {
                listener.[|Start|](1);
                while (true) { Serve(listener.AcceptTcpClient()); }
            }

            void Serve(TcpClient client) { }
        }
        """,
        """
        using System.Net.Sockets;

        class Server
        {
            void Run(TcpListener listener)
            {
                listener.Start();
                while (true) { Serve(listener.AcceptTcpClient()); }
            }

            void Serve(TcpClient client) { }
        }
        """,
        framework: "netstandard2.0");

    [Theory]
    [InlineData("l.[|Listen|](0); while (true) { Serve(await l.AcceptAsync()); }")]
    [InlineData("l.[|Listen|](backlog: 1); while (_running) { Serve(l.Accept()); }")]
    [InlineData("l.[|Listen|](Backlog); for (;;) { Serve(l.Accept()); }")]
    [InlineData("l.[|Listen|](10); l.BeginAccept(OnAccept, l);")]
    [InlineData("t.[|Start|](3); while (true) { var c = await t.AcceptTcpClientAsync(); _ = Task.Run(() => Serve(c.Client)); }")]
    [InlineData("t.[|Start|](10); while (true) { Serve(t.AcceptSocket()); }")]
    public Task Every_listener_and_accept_loop_is_known(string body) => Reports("""
        class Server
        {
            const int Backlog = 4;
            volatile bool _running = true;
            void Stop() => _running = false;

            async Task Run(Socket l, TcpListener t)
            {
                await Task.Yield();
                BODY
            }

            void OnAccept(IAsyncResult result)
            {
                var l = (Socket)result.AsyncState!;
                Serve(l.EndAccept(result));
                l.BeginAccept(OnAccept, l);
            }

            void Serve(Socket client) { }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task The_loop_may_be_in_another_method_of_the_type() => Reports("""
        class Server(Socket listener)
        {
            void Start()
            {
                listener.[|Listen|](5);
                new Thread(Loop).Start();
            }

            void Loop() { while (true) { listener.Accept().Dispose(); } }
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<BacklogTooSmall>.Reports(
        Usings + """
        using var l = new Socket(SocketType.Stream, ProtocolType.Tcp);
        l.[|Listen|](5);
        while (true) { l.Accept().Dispose(); }
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("l.Listen();")]
    [InlineData("l.Listen(100);")]
    [InlineData("l.Listen(512);")]
    [InlineData("l.Listen(int.MaxValue);")]
    [InlineData("l.Listen((int)SocketOptionName.MaxConnections);")]
    [InlineData("l.Listen(backlog);")]
    [InlineData("l.Listen(backlog * 2);")]
    public Task Queues_that_are_large_or_unknown_are_quiet(string listen) => Quiet("""
        class Server
        {
            void Run(Socket l, int backlog)
            {
                LISTEN
                while (true) { l.Accept().Dispose(); }
            }
        }
        """.Replace("LISTEN", listen));

    [Theory]
    [InlineData("l.Listen(1); using var c = l.Accept();")]
    [InlineData("l.Listen(1); using var c = await l.AcceptAsync();")]
    [InlineData("l.Listen(2); for (var i = 0; i < 2; i++) { l.Accept().Dispose(); }")]
    [InlineData("l.Listen(1);")]
    public Task A_listener_for_one_or_a_few_is_quiet(string body) => Quiet("""
        class Pair
        {
            async Task Run(Socket l) { await Task.Yield(); BODY }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task Tests_listen_as_they_like() => Quiet("""
        class FactAttribute : Attribute { }

        class ServerTests
        {
            [Fact]
            public void Accepts(Socket l)
            {
                l.Listen(1);
                while (true) { l.Accept().Dispose(); }
            }
        }
        """);

    [Fact]
    public Task One_accept_of_the_process_that_was_just_started_is_quiet() => Quiet(Once("", "listener.Listen(1);"));

    [Fact]
    public Task The_same_in_a_loop_is_reported() => Reports(Once("while (true)", "listener.[|Listen|](1);"));

    private static string Once(string round, string listen) => $$"""
        class Shell
        {
            void Start()
            {
                using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                {{listen}}
                {{round}}
                {
                    using var accepted = new ManualResetEventSlim();
                    using var args = new SocketAsyncEventArgs();
                    args.Completed += (_, _) => accepted.Set();
                    if (listener.AcceptAsync(args)) { accepted.Wait(5000); }
                    Use(args.AcceptSocket!);
                }
            }

            void Use(Socket socket) { }
        }
        """;

    [Theory]
    [InlineData("new UnixDomainSocketEndPoint(\"/run/s\")", false)]
    [InlineData("new IPEndPoint(IPAddress.Any, 7)", true)]
    public Task On_a_socket_of_the_file_system_nothing_is_dropped(string endpoint, bool isReported)
    {
        var code = $$"""
            class Server
            {
                void Run(Socket listener)
                {
                    listener.Bind({{endpoint}});
                    listener.{{(isReported ? "[|Listen|]" : "Listen")}}(5);
                    while (true) { Serve(listener.Accept()); }
                }

                void Serve(Socket client) { }
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class Server
        {
            void Run(Socket l) { l.{|CS1061:Liste|}(5); while (true) { l.Accept().Dispose(); } }
        }
        """);

    private static Task Reports(string code) => Verify<BacklogTooSmall>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<BacklogTooSmall>.Quiet(Usings + code);

    private static Task Fixes(string before, string after) => Verify<BacklogTooSmall, BacklogTooSmallFix>.Fixes(Usings + before, Usings + after);
}
