using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class AcceptInHandlerTests
{
    private const string Usings = """
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Connections;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Hosting;

        """;

    [Theory]
    [InlineData("app.MapGet(\"/\", () => { using var c = l.[|AcceptTcpClient|](); return 1; });")]
    [InlineData("app.MapGet(\"/\", async () => { using var c = await l.[|AcceptTcpClientAsync|](); return 1; });")]
    [InlineData("app.MapPost(\"/\", async (CancellationToken token) => { using var c = await l.[|AcceptTcpClientAsync|](token); });")]
    [InlineData("app.MapGet(\"/\", async () => { using var c = await s.[|AcceptAsync|](); return 1; });")]
    [InlineData("app.MapGet(\"/\", () => s.[|Accept|]().Handle);")]
    [InlineData("app.Use(async (context, next) => { using var c = await l.[|AcceptSocketAsync|](); await next(context); });")]
    [InlineData("app.MapGet(\"/\", Endpoint); int Endpoint() { using var c = l.[|AcceptSocket|](); return 1; }")]
    public Task An_endpoint_that_accepts_is_reported(string map) => Reports("""
        class C
        {
            void M(WebApplication app, TcpListener l, Socket s)
            {
                MAP
            }
        }
        """.Replace("MAP", map));

    [Fact]
    public Task A_controller_is_reported() => Reports("""
        public class CallbackController : ControllerBase
        {
            public async Task<string?> Get()
            {
                using var listener = new TcpListener(IPAddress.Loopback, 5005);
                listener.Start();
                using var caller = await listener.[|AcceptTcpClientAsync|]();
                return caller.Client.RemoteEndPoint?.ToString();
            }
        }
        """);

    [Fact]
    public Task A_connection_handler_is_reported() => Reports("""
        class Relay(TcpListener listener) : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                using var other = await listener.[|AcceptTcpClientAsync|](connection.ConnectionClosed);
            }
        }
        """);

    [Fact]
    public Task What_an_accept_loop_hands_its_connections_to_is_reported() => Reports("""
        class Server(TcpListener listener)
        {
            async Task Run()
            {
                while (true)
                {
                    _ = ServeAsync(await listener.AcceptTcpClientAsync());
                }
            }

            async Task ServeAsync(TcpClient client)
            {
                using (client)
                {
                    using var partner = await listener.[|AcceptTcpClientAsync|]();
                    await partner.GetStream().CopyToAsync(client.GetStream());
                }
            }
        }
        """);

    [Fact]
    public Task Handed_over_by_the_pool_it_is_reported() => Reports("""
        class Server(Socket listener)
        {
            void Run()
            {
                while (true)
                {
                    var client = listener.Accept();
                    Task.Run(() => Serve(client));
                }
            }

            void Serve(Socket client)
            {
                using var partner = listener.[|Accept|]();
                partner.Send(new byte[1]);
            }
        }
        """);

    [Fact]
    public Task A_helper_of_a_handler_is_reported() => Reports("""
        class C
        {
            void M(WebApplication app) => app.MapGet("/", async () => await Wait());

            private static async Task<int> Wait()
            {
                using var listener = new TcpListener(IPAddress.Any, 5005);
                listener.Start();
                using var caller = await listener.[|AcceptTcpClientAsync|]();
                return 1;
            }
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<AcceptInHandler>.Reports(
        Usings + """
        var app = WebApplication.Create();
        using var l = new TcpListener(IPAddress.Any, 5005);
        app.MapGet("/", () => { using var c = l.[|AcceptTcpClient|](); return 1; });
        app.Run();
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("using var c = await l.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));")]
    [InlineData("using var cts = new CancellationTokenSource(30_000); using var c = await l.AcceptTcpClientAsync(cts.Token);")]
    [InlineData("using var cts = new CancellationTokenSource(); cts.CancelAfter(30_000); using var c = await l.AcceptTcpClientAsync(cts.Token);")]
    [InlineData("var accept = l.AcceptTcpClientAsync(); await Task.WhenAny(accept, Task.Delay(30_000));")]
    [InlineData("if (l.Pending()) { using var c = l.AcceptTcpClient(); }")]
    public Task A_data_connection_that_is_waited_for_so_long_and_no_longer_is_quiet(string body) => Quiet("""
        class Ftp : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                using var l = new TcpListener(IPAddress.Any, 0);
                l.Start();
                BODY
            }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("class C { async Task Run(TcpListener l) { while (true) { using var c = await l.AcceptTcpClientAsync(); } } }")]
    [InlineData("class C { void Once(Socket l) { using var c = l.Accept(); } }")]
    [InlineData("class C : BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { using var l = new TcpListener(IPAddress.Any, 1); while (true) { using var c = await l.AcceptTcpClientAsync(t); } } }")]
    [InlineData("class C { void M(WebApplication app, TcpListener l) => app.MapGet(\"/\", () => Task.Run(() => l.AcceptTcpClient())); }")]
    [InlineData("class C { async Task Run(HttpListener l) { while (true) { var c = await l.GetContextAsync(); c.Response.Close(); } } }")]
    public Task Accept_loops_and_what_is_no_handler_are_quiet(string code) => Quiet(code);

    [Fact]
    public Task A_callback_that_ends_an_accept_and_begins_the_next_is_an_accept_loop() => Quiet("""
        class Server
        {
            void OnAccept(IAsyncResult result)
            {
                var l = (Socket)result.AsyncState!;
                using var c = l.EndAccept(result);
                l.BeginAccept(OnAccept, l);
            }

            void OnCompleted(object? sender, SocketAsyncEventArgs e)
            {
                if (!((Socket)sender!).AcceptAsync(e)) { OnCompleted(sender, e); }
            }

            void Start(Socket l, SocketAsyncEventArgs e) { e.Completed += OnCompleted; l.BeginAccept(OnAccept, l); }
        }
        """);

    [Fact]
    public Task A_handler_with_a_thread_of_its_own_is_quiet() => Quiet("""
        class Server(Socket listener)
        {
            void Run()
            {
                while (true)
                {
                    var client = listener.Accept();
                    new Thread(() => Serve(client)).Start();
                }
            }

            void Serve(Socket client) { using var partner = listener.Accept(); }
        }
        """);

    [Fact]
    public Task Tests_accept_where_they_like() => Quiet("""
        class FactAttribute : Attribute { }

        class Tests
        {
            [Fact] public void Accepts(WebApplication app, Socket l) => app.MapGet("/", () => l.Accept().Handle);
        }
        """);

    [Fact]
    public Task A_loop_made_of_calls_of_itself_is_no_handler() => Quiet("""
        class Server(TcpListener listener, Action<Socket> serve)
        {
            async void Accept()
            {
                var client = await listener.AcceptSocketAsync();
                if (client != null)
                {
                    serve(client);
                    Accept();
                }
            }

            void Start() => Accept();
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(WebApplication app, Socket l) => app.MapGet("/", () => l.{|CS1061:Accep|}());
        }
        """);

    private static Task Reports(string code) => Verify<AcceptInHandler>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<AcceptInHandler>.Quiet(Usings + code);
}
