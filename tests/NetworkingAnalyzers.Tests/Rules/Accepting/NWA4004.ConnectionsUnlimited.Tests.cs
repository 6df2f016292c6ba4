using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class ConnectionsUnlimitedTests
{
    [Theory]
    [InlineData("while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); _ = ServeAsync(c); }")]
    [InlineData("while (true) { var c = _listener.[|AcceptTcpClient|](); new Thread(() => ServeAsync(c).Wait()).Start(); }")]
    [InlineData("while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Start(c); }")]
    public Task A_loop_without_a_bound_is_reported(string body) => Verify<ConnectionsUnlimited>.Reports(Type(body));

    [Theory]
    [InlineData("using var places = new SemaphoreSlim(9); while (true) { await places.WaitAsync(); var c = await _listener.AcceptTcpClientAsync(); _ = ServeAsync(c); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (_clients.Count >= 100) { c.Close(); continue; } _ = ServeAsync(c); }")]
    [InlineData("const int MaxClients = 5; while (true) { var c = await _listener.AcceptTcpClientAsync(); if (IsFull(MaxClients)) continue; _ = ServeAsync(c); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); await ServeAsync(c); }")]
    [InlineData("var c = await _listener.AcceptTcpClientAsync(); _ = ServeAsync(c);")]
    public Task A_bound_or_one_at_a_time_is_quiet(string body) => Verify<ConnectionsUnlimited>.Quiet(Type(body));

    private static string Type(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpListener _listener = null!;
            private readonly List<TcpClient> _clients = new();

            async Task M() { {{body}} }

            bool IsFull(int most) => _clients.Count == most;

            void Start(TcpClient client) => client.GetStream().BeginRead(new byte[1], 0, 1, _ => { }, null);

            async Task ServeAsync(TcpClient client) { try { await client.GetStream().ReadAsync(new byte[1]); } catch (Exception e) { Console.WriteLine(e); } }
        }
        """;
}
