using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class AcceptPolledTests
{
    [Theory]
    [InlineData("while (_on) { if (!_listener.[|Pending|]()) { Thread.Sleep(100); continue; } Use(_listener.AcceptTcpClient()); }")]
    [InlineData("while (_on) { if (_listener.[|Pending|]()) { Use(await _listener.AcceptTcpClientAsync()); } await Task.Delay(10); }")]
    [InlineData("while (!_listener.[|Pending|]()) { } Use(_listener.AcceptTcpClient());")]
    [InlineData("while (!_listener.[|Pending|]()) Thread.Sleep(1);")]
    public Task A_loop_that_asks_again_and_again_is_reported(string body) => Reports(body);

    [Fact]
    public Task A_step_that_a_loop_calls_is_reported() => Verify<AcceptPolled>.Reports(Type("while (_on) { Step(); Thread.Sleep(10); }", "if (_listener.[|Pending|]()) { Use(_listener.AcceptTcpClient()); }"));

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<AcceptPolled>.Reports(
        """
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            void M(TcpListener listener) { while (!listener.[|Pending|]()) { Thread.Sleep(100); } }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("if (_listener.Pending()) Use(_listener.AcceptTcpClient());")]
    [InlineData("while (_listener.Pending()) { Use(_listener.AcceptTcpClient()); }")]
    [InlineData("while (_on) { Use(_listener.AcceptTcpClient()); Thread.Sleep(1); }")]
    public Task A_look_without_a_pause_and_an_accept_that_waits_are_quiet(string body) => Quiet(body);

    [Fact]
    public Task A_step_that_nobody_here_repeats_is_quiet() => Verify<AcceptPolled>.Quiet(Type("Step();", "if (_listener.Pending()) { Use(_listener.AcceptTcpClient()); }"));

    private static Task Reports(string body) => Verify<AcceptPolled>.Reports(Type(body, ""));

    private static Task Quiet(string body) => Verify<AcceptPolled>.Quiet(Type(body, ""));

    private static string Type(string body, string step) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpListener _listener = null!;
            private bool _on;

            async Task M() { await Task.Yield(); {{body}} }

            void Step() { {{step}} }

            void Use(TcpClient client) => Console.WriteLine(_on = client is null);
        }
        """;
}
