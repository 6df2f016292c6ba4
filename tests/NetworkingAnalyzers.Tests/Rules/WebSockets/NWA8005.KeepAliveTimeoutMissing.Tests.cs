using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.WebSockets;

namespace NetworkingAnalyzers.Tests.Rules.WebSockets;

public sealed class KeepAliveTimeoutMissingTests
{
    private static string Client(string creation, string receive = "var part = await socket.ReceiveAsync(buffer, token);", string members = "") => $$"""
        using System;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class Feed
        {
            {{members}}

            public async Task RunAsync(Uri uri, CancellationToken token)
            {
                {{creation}}
                await socket.ConnectAsync(uri, token);
                var buffer = new byte[4096];
                while (socket.State == WebSocketState.Open)
                {
                    {{receive}}
                }
            }
        }
        """;

    private static string Server(string use, string receive) => $$"""
        using System;
        using System.Net.WebSockets;
        using System.Threading;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        var app = WebApplication.CreateBuilder(args).Build();
        {{use}}
        app.Map("/ws", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            while (socket.State == WebSocketState.Open)
            {
                {{receive}}
            }
        });
        app.Run();
        """;

    [Theory]
    [InlineData("using var socket = [|new ClientWebSocket()|];")]
    [InlineData("ClientWebSocket socket; socket = [|new ClientWebSocket()|];")]
    [InlineData("using ClientWebSocket socket = [|new()|];")]
    [InlineData("using var socket = [|new ClientWebSocket()|]; socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);")]
    public Task A_client_that_waits_for_ever(string creation) => Verify<KeepAliveTimeoutMissing>.Reports(Client(creation));

    [Fact]
    public Task One_in_a_field() => Verify<KeepAliveTimeoutMissing>.Reports(Client("var socket = _socket;", members: "private readonly ClientWebSocket _socket = [|new()|];"));

    [Fact]
    public Task A_server_that_waits_for_ever() => Verify<KeepAliveTimeoutMissing>.Reports(Server("app.[|UseWebSockets|]();", "var part = await socket.ReceiveAsync(buffer, CancellationToken.None);"), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_server_that_sets_the_interval_alone() => Verify<KeepAliveTimeoutMissing>.Reports(
        Server("app.[|UseWebSockets|](new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });", "var part = await socket.ReceiveAsync(buffer, CancellationToken.None);"), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task One_that_sets_it_is_quiet() => Verify<KeepAliveTimeoutMissing>.Quiet(Client("using var socket = new ClientWebSocket(); socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);"));

    [Fact]
    public Task A_server_that_sets_it_is_quiet() => Verify<KeepAliveTimeoutMissing>.Quiet(
        Server("app.UseWebSockets(new WebSocketOptions { KeepAliveTimeout = TimeSpan.FromSeconds(30) });", "var part = await socket.ReceiveAsync(buffer, CancellationToken.None);"), output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_framework_without_it_is_quiet() => Verify<KeepAliveTimeoutMissing>.Quiet(Client("using var socket = new ClientWebSocket();", "var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token);"), "net8.0");

    [Theory]
    [InlineData("using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)); var part = await socket.ReceiveAsync(buffer, limit.Token);", "")]
    [InlineData("var part = await socket.ReceiveAsync(buffer, token).WaitAsync(TimeSpan.FromSeconds(60));", "")]
    [InlineData("var part = await socket.ReceiveAsync(buffer, token);", "private DateTime _lastPong;")]
    [InlineData("var part = await socket.ReceiveAsync(buffer, token);", "private Task SendHeartbeatAsync() => Task.CompletedTask;")]
    public Task A_peer_that_is_watched_otherwise_is_quiet(string receive, string members) => Verify<KeepAliveTimeoutMissing>.Quiet(Client("using var socket = new ClientWebSocket();", receive, members));

    [Fact]
    public Task One_that_nobody_receives_on_is_quiet() => Verify<KeepAliveTimeoutMissing>.Quiet(Client("using var socket = new ClientWebSocket();", "await socket.SendAsync(buffer, WebSocketMessageType.Text, true, token);"));

    [Fact]
    public Task A_tool_is_quiet() => Verify<KeepAliveTimeoutMissing>.Quiet("""
        using System;
        using System.Net.WebSockets;
        using System.Threading;

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(args[0]), CancellationToken.None);
        var part = await socket.ReceiveAsync(new byte[4096], CancellationToken.None);
        """, output: OutputKind.ConsoleApplication);
}
