using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Situations;

/// <summary>What runs the call of <c>Here()</c>?</summary>
public sealed class HandlersTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Connections;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.SignalR;
        using Microsoft.Extensions.Hosting;

        """;

    [Fact]
    public void A_connection_handler_of_Kestrel() => Is(HandlerKind.Connection, """
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection) { await Task.Yield(); Here(); }
            void Here() { }
        }
        """);

    [Fact]
    public void A_controller_s_action() => Is(HandlerKind.Request, """
        public class ItemsController : ControllerBase
        {
            public IActionResult Get() { Here(); return Ok(); }
            private void Here() { }
        }
        """);

    [Fact]
    public void An_action_of_a_type_with_an_attribute() => Is(HandlerKind.Request, """
        [ApiController]
        public class Items
        {
            public int Get() { Here(); return 1; }
            private void Here() { }
        }
        """);

    [Fact]
    public void A_controller_s_constructor_is_none() => IsNone("""
        public class ItemsController : ControllerBase
        {
            public ItemsController() { Here(); }
            private void Here() { }
        }
        """);

    [Fact]
    public void A_method_taken_out_of_the_controller_is_none() => IsNone("""
        public class ItemsController : ControllerBase
        {
            [NonAction] public void Prepare() { Here(); }
            private void Here() { }
        }
        """);

    [Theory]
    [InlineData("app.MapGet(\"/\", () => Here());")]
    [InlineData("app.MapPost(\"/\", async () => { await Task.Yield(); Here(); });")]
    [InlineData("app.MapGet(\"/{id}\", (int id, HttpContext context) => Here());")]
    [InlineData("app.Use(async (context, next) => { Here(); await next(context); });")]
    [InlineData("app.Use(next => async context => { Here(); await next(context); });")]
    [InlineData("app.Run(async context => { Here(); await Task.Yield(); });")]
    public void A_lambda_given_to_the_pipeline(string statement) => Is(HandlerKind.Request, """
        class C
        {
            void M(WebApplication app) { STATEMENT }
            static void Here() { }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public void A_method_given_to_the_pipeline() => Is(HandlerKind.Request, """
        class C
        {
            void M(WebApplication app) => app.MapGet("/", Get);
            int Get() { Here(); return 1; }
            static void Here() { }
        }
        """);

    [Fact]
    public void An_endpoint_in_a_top_level_program() => Is(
        HandlerKind.Request,
        """
        var app = WebApplication.Create();
        app.MapGet("/", Get);
        app.Run();

        int Get() { Here(); return 1; }
        static void Here() { }
        """,
        OutputKind.ConsoleApplication);

    [Fact]
    public void The_top_level_program_itself_is_none() => IsNone(
        """
        var app = WebApplication.Create();
        Here();
        app.Run();

        static void Here() { }
        """,
        OutputKind.ConsoleApplication);

    [Fact]
    public void The_lambda_that_builds_a_pipeline_is_none() => IsNone("""
        class C
        {
            void M(WebApplication app) => app.Use(next => { Here(); return next; });
            static void Here() { }
        }
        """);

    [Fact]
    public void The_lambda_that_configures_a_branch_is_none() => IsNone("""
        class C
        {
            void M(IApplicationBuilder app) => app.Map("/x", branch => Here());
            static void Here() { }
        }
        """);

    [Fact]
    public void Middleware_by_interface() => Is(HandlerKind.Request, """
        class Log : IMiddleware
        {
            public async Task InvokeAsync(HttpContext context, RequestDelegate next) { Here(); await next(context); }
            void Here() { }
        }
        """);

    [Fact]
    public void Middleware_by_interface_explicitly() => Is(HandlerKind.Request, """
        class Log : IMiddleware
        {
            async Task IMiddleware.InvokeAsync(HttpContext context, RequestDelegate next) { Here(); await next(context); }
            void Here() { }
        }
        """);

    [Fact]
    public void Middleware_by_convention() => Is(HandlerKind.Request, """
        class Log
        {
            private readonly RequestDelegate _next;
            public Log(RequestDelegate next) => _next = next;
            public async Task InvokeAsync(HttpContext context, IServiceProvider services) { Here(); await _next(context); }
            void Here() { }
        }
        """);

    [Fact]
    public void A_message_handler() => Is(HandlerKind.Request, """
        class Retry : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                Here();
                return await base.SendAsync(request, token);
            }
            void Here() { }
        }
        """);

    [Fact]
    public void A_hub_s_method() => Is(HandlerKind.Request, """
        class Chat : Hub
        {
            public Task Say(string text) { Here(); return Task.CompletedTask; }
            private void Here() { }
        }
        """);

    [Fact]
    public void A_background_service() => Is(HandlerKind.Service, """
        class Pump : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken token) { Here(); await Task.Yield(); }
            void Here() { }
        }
        """);

    [Theory]
    [InlineData("args.Completed += OnCompleted;")]
    [InlineData("args.Completed += new EventHandler<SocketAsyncEventArgs>(OnCompleted);")]
    public void A_handler_of_Completed(string statement) => Is(HandlerKind.Completion, """
        class C
        {
            void M(SocketAsyncEventArgs args) { STATEMENT if (!new Socket(SocketType.Stream, ProtocolType.Tcp).ReceiveAsync(args)) OnCompleted(this, args); }
            void OnCompleted(object? sender, SocketAsyncEventArgs args) { Here(); }
            void Here() { }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public void A_lambda_on_Completed() => Is(HandlerKind.Completion, """
        class C
        {
            void M(SocketAsyncEventArgs args) { args.Completed += (s, e) => Here(); }
            void Here() { }
        }
        """);

    [Fact]
    public void An_event_of_that_name_of_another_type_is_none() => IsNone("""
        class Work { public event EventHandler<SocketAsyncEventArgs>? Completed; }
        class C
        {
            void M(Work work) { work.Completed += (s, e) => Here(); }
            void Here() { }
        }
        """);

    [Theory]
    [InlineData("socket.BeginReceive(buffer, 0, 1, SocketFlags.None, OnReceived, null);")]
    [InlineData("socket.BeginReceive(buffer, 0, 1, SocketFlags.None, new AsyncCallback(OnReceived), socket);")]
    [InlineData("var callback = new AsyncCallback(OnReceived); socket.BeginReceive(buffer, 0, 1, SocketFlags.None, callback, socket);")]
    public void A_callback(string statement) => Is(HandlerKind.Completion, """
        class C
        {
            void M(Socket socket, byte[] buffer) { STATEMENT }
            void OnReceived(IAsyncResult result) { ((Socket)result.AsyncState!).EndReceive(result); Here(); }
            void Here() { }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public void A_callback_of_something_else_is_none() => IsNone("""
        class C
        {
            private readonly AsyncCallback _done;
            C() => _done = OnDone;
            void OnDone(IAsyncResult result) { Here(); }
            void Here() { }
        }
        """);

    [Fact]
    public void A_continuation_of_a_receive() => Is(HandlerKind.Completion, """
        class C
        {
            void M(NetworkStream stream, byte[] buffer) => stream.ReadAsync(buffer, 0, 1).ContinueWith(t => Here());
            void Here() { }
        }
        """);

    [Fact]
    public void A_private_method_that_only_a_handler_calls() => Is(HandlerKind.Connection, """
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection) { await Task.Yield(); Step(); }
            private void Step() { Here(); Step(); }
            void Here() { }
        }
        """);

    [Fact]
    public void A_local_function_of_a_handler() => Is(HandlerKind.Connection, """
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                Step();
                void Step() => Here();
            }
            void Here() { }
        }
        """);

    [Fact]
    public void A_private_method_that_others_call_too_is_none() => IsNone("""
        class Echo : ConnectionHandler
        {
            public Echo() => Step();
            public override async Task OnConnectedAsync(ConnectionContext connection) { await Task.Yield(); Step(); }
            private void Step() => Here();
            void Here() { }
        }
        """);

    [Fact]
    public void A_public_method_that_a_handler_calls_runs_for_it_whoever_else_may_call_it() => Is(HandlerKind.Connection, """
        public class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection) { await Task.Yield(); Step(); }
            public void Step() => Here();
            void Here() { }
        }
        """);

    [Theory]
    [InlineData("Task.Run(() => Here());")]
    [InlineData("Task.Run(Step);")]
    [InlineData("new Thread(Step).Start();")]
    [InlineData("new Thread(() => Here()).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Here());")]
    [InlineData("Task.Factory.StartNew(() => Here(), TaskCreationOptions.LongRunning);")]
    [InlineData("void Local() => Here(); Task.Run(Local);")]
    public void What_a_handler_hands_on_is_none(string statement) => IsNone("""
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection) { await Task.Yield(); STATEMENT }
            private void Step() => Here();
            static void Here() { }
        }
        """.Replace("STATEMENT", statement).Replace(
            statement.Contains("Here", System.StringComparison.Ordinal) ? "private void Step() => Here();" : "\0", string.Empty));

    [Fact]
    public void An_ordinary_method_is_none() => IsNone("""
        class C
        {
            async Task M() { await Task.Yield(); Here(); }
            void Here() { }
        }
        """);

    private static void Is(HandlerKind kind, string code, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Assert.Equal(kind, Find(code, output)?.Kind);

    private static void IsNone(string code, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Assert.Null(Find(code, output)?.Name);

    private static Handler? Find(string code, OutputKind output)
    {
        var compilation = Stage.Compile([("Code.cs", Usings + code)], References.Net100, output);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var tree = compilation.SyntaxTrees.Single();
        var call = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().First(node => node.Expression.ToString() == "Here");
        return Handlers.Of(compilation).Around(compilation.GetSemanticModel(tree).GetOperation(call)!, CancellationToken.None);
    }
}
