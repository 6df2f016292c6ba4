using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class FailureSwallowedTests
{
    [Theory]
    [InlineData("while (_on) { try { Step(); } [|catch|] { } Thread.Sleep(10); }")]
    [InlineData("while (_on) { try { Step(); } [|catch|] (Exception) { /* ignored */ } Thread.Sleep(10); }")]
    [InlineData("while (_on) { try { await StepAsync(); } [|catch|] (IOException) { } }")]
    [InlineData("for (;;) { try { var c = await _listener.AcceptTcpClientAsync(); Use(c); } [|catch|] (SocketException) { } await Task.Delay(1); }")]
    public Task An_empty_catch_around_network_calls_in_a_loop_is_reported(string body) => Reports(body);

    [Theory]
    [InlineData("while (_on) { try { Step(); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (_on) { try { Step(); } catch { break; } }")]
    [InlineData("while (_on) { try { Step(); } catch when (_on) { } }")]
    [InlineData("while (_on) { try { Step(); } catch (OperationCanceledException) { } }")]
    [InlineData("while (_on) { try { Step(); } catch { } finally { _client.Close(); } }")]
    [InlineData("while (_on) { try { Step(); } catch { } _client.Close(); return; }")]
    public Task A_catch_that_acts_or_is_for_something_else_is_quiet(string body) => Quiet(body);

    [Theory]
    [InlineData("try { Step(); } catch { }")]
    [InlineData("while (_on) { try { _client.Close(); } catch { } }")]
    [InlineData("while (_on) { try { File.ReadAllText(\"f\"); } catch { } }")]
    public Task Without_a_loop_or_without_the_network_it_is_quiet(string body) => Quiet(body);

    [Theory]
    [InlineData("while (_on) { try { Step(); break; } catch { } }")]
    [InlineData("while (_on) { try { _client.Connect(\"h\", 1); } catch { } }")]
    [InlineData("while (_on) { try { using var c = new TcpClient(\"h\", 1); c.GetStream().WriteByte(1); } catch { } }")]
    [InlineData("while (_on) { try { using (var s = new TcpClient(\"h\", 1).GetStream()) { s.WriteByte(1); } } catch (IOException) { } }")]
    [InlineData("while (_on) { try { System.Net.Dns.GetHostEntry(\"h\"); } catch { } Step(); }")]
    [InlineData("while (_client.Connected) { try { Step(); } catch { } }")]
    [InlineData("foreach (var c in new[] { _client }) { try { Step(); } catch { } }")]
    public Task Tries_for_a_success_and_loops_that_ask_the_connection_are_quiet(string body) => Quiet(body);

    [Fact]
    public Task A_datagram_that_cannot_be_sent_now_is_no_connection_that_has_failed() =>
        Quiet("var s = new Socket(SocketType.Dgram, ProtocolType.Udp); while (_on) { try { await s.SendToAsync(new byte[1], SocketFlags.None, new System.Net.IPEndPoint(0, 1)); } catch (SocketException) { } await Task.Delay(1); }");

    [Fact]
    public Task A_read_that_times_out_may_be_tried_again() => Quiet("_client.ReceiveTimeout = 5; while (_on) { try { Step(); } catch { } }");

    private static Task Reports(string body) => Verify<FailureSwallowed>.Reports(Type(body));

    private static Task Quiet(string body) => Verify<FailureSwallowed>.Quiet(Type(body));

    [Fact]
    public Task A_loop_that_asks_for_the_state_of_a_WebSocket_is_quiet() => Verify<FailureSwallowed>.Quiet("""
        using System;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task Run(ClientWebSocket socket, byte[] buffer, Action<int> use)
            {
                while (true)
                {
                    try
                    {
                        if (socket.State == WebSocketState.Open)
                        {
                            use((await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None)).Count);
                        }
                    }
                    catch
                    {
                    }
                }
            }
        }
        """);

    private static string Type(string body) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpClient _client = null!;
            private readonly TcpListener _listener = null!;
            private bool _on;

            async Task M() { await Task.Yield(); {{body}} }

            void Stop() => _on = false;

            void Use(TcpClient client) => _client.ToString();

            void Step() { var next = _listener.AcceptTcpClient(); next.GetStream().ReadByte(); }

            async Task StepAsync() { var next = _listener.AcceptTcpClient(); await next.GetStream().WriteAsync(new byte[1]); }
        }
        """;

    private static string Broadcasting(string members) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Sockets;

        class C
        {
            private readonly List<TcpClient> _peers = new();
            private readonly ConcurrentDictionary<int, Socket> _sockets = new();
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void Add(TcpClient c) { lock (_peers) _peers.Add(c); } public void Tell(byte[] m) { TcpClient[] all; lock (_peers) all = _peers.ToArray(); foreach (var c in all) { try { c.GetStream().Write(m); } [|catch|] { } } }")]
    [InlineData("public void Add(int n, Socket s) => _sockets[n] = s; public void Tell(byte[] m) { foreach (var s in _sockets.Values) try { s.Send(m); } [|catch|] (SocketException) { } }")]
    public Task A_broadcast_to_connections_that_nobody_ever_drops_is_reported(string members) => Verify<FailureSwallowed>.Reports(Broadcasting(members));

    [Theory]
    [InlineData("public void Drop(TcpClient c) => _peers.Remove(c); public void Tell(byte[] m) { foreach (var c in _peers) { try { c.GetStream().Write(m); } catch { } } }")]
    [InlineData("public void Tell(byte[] m) { foreach (var c in _peers) { try { c.GetStream().Write(m); } catch { } } _peers.RemoveAll(c => !c.Connected); }")]
    [InlineData("public IList<TcpClient> All => _peers; public void Tell(byte[] m) { foreach (var c in _peers) { try { c.GetStream().Write(m); } catch { } } }")]
    [InlineData("public void Tell(byte[] m) { foreach (var c in _peers) { if (!c.Connected) continue; try { c.GetStream().Write(m); } catch { } } }")]
    [InlineData("public void Tell(IEnumerable<TcpClient> some, byte[] m) { foreach (var c in some) { try { c.GetStream().Write(m); } catch { } } }")]
    [InlineData("public void Tell(byte[] m) { foreach (var s in _sockets) try { s.Value.Send(m); } catch (SocketException) { _sockets.TryRemove(s.Key, out _); } }")]
    public Task Connections_that_somebody_may_drop_are_quiet(string members) => Verify<FailureSwallowed>.Quiet(Broadcasting(members));

    private static string Polling(string connection, string ask) => $$"""
        using System.IO;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly {{connection}};

            private async Task<string> StatusAsync() => {{ask}};

            async Task M()
            {
                var status = "down";
                while (status == "down")
                {
                    await Task.Delay(1000);
                    try { status = await StatusAsync(); }
                    CATCH { }
                }
            }
        }
        """;

    [Fact]
    public Task A_question_over_HTTP_has_no_connection_that_could_be_dead() =>
        Verify<FailureSwallowed>.Quiet(Polling("HttpClient _http = new()", "await _http.GetStringAsync(\"http://example.com/status\")").Replace("CATCH", "catch"));

    [Fact]
    public Task The_same_question_on_a_connection_that_is_kept_is_told_where_it_is_asked() =>
        Verify<NetworkingAnalyzers.Rules.Delivery.UsedAfterFailure>.Reports(Polling("StreamReader _reader = new(new TcpClient(\"example.com\", 7).GetStream())", "(await _reader.ReadLineAsync())!")
            .Replace("await StatusAsync()", "await [|StatusAsync|]()").Replace("CATCH", "catch"));
}
