using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class ReconnectWithoutBackoffTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Socket _socket = null!;
            bool _running;
            {{members}}

            async Task M(Socket socket, string host, EndPoint address, CancellationToken stopping)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch { } }")]
    [InlineData("while (!socket.Connected) { try { socket.[|Connect|](address); } catch (SocketException) { } }")]
    [InlineData("while (_running) { try { using var c = [|new TcpClient(host, 80)|]; c.GetStream().ReadByte(); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("for (;;) { try { await socket.[|ConnectAsync|](address, stopping); return; } catch (SocketException) { continue; } }")]
    [InlineData("do { try { socket.[|Connect|](address); } catch (Exception) { Console.WriteLine(1); } } while (!socket.Connected);")]
    [InlineData("while (!stopping.IsCancellationRequested) { var c = new TcpClient(); try { await c.[|ConnectAsync|](host, 80); await Task.Delay(1000); } catch (Exception) { c.Dispose(); } }")]
    [InlineData("while (true) { try { socket.[|ConnectAsync|](address).Wait(); Thread.Sleep(5); } catch (SocketException) { } }")]
    [InlineData("Task.Run(() => { while (_running) { try { socket.[|Connect|](address); return; } catch { } } });")]
    public Task A_loop_that_connects_again_at_once_is_reported(string statements) => Verify<ReconnectWithoutBackoff>.Reports(Method(statements));

    [Theory]
    [InlineData("void Open() { try { _socket.[|Connect|](new DnsEndPoint(\"h\", 80)); } catch (SocketException) { Open(); } }")]
    [InlineData("void Connected(IAsyncResult r) { try { _socket.[|EndConnect|](r); } catch (Exception) { Console.WriteLine(1); _socket.BeginConnect(\"h\", 80, Connected, null); } }")]
    public Task A_handler_that_connects_again_is_reported(string member) => Verify<ReconnectWithoutBackoff>.Reports(Method("", member));

    [Theory]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { Thread.Sleep(1000); } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { } await Task.Delay(1000); }")]
    [InlineData("while (true) { await Task.Delay(1000); try { socket.Connect(address); break; } catch { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { Later(); } }")]
    [InlineData("while (!stopping.WaitHandle.WaitOne(1000)) { try { socket.Connect(address); break; } catch { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { Console.WriteLine(\"again?\"); Console.ReadLine(); } }")]
    [InlineData("using var t = new PeriodicTimer(TimeSpan.FromSeconds(1)); while (await t.WaitForNextTickAsync()) { try { socket.Connect(address); break; } catch { } }")]
    public Task A_pause_of_any_kind_is_quiet(string statements) => Verify<ReconnectWithoutBackoff>.Quiet(Method(statements, "void Later() => Thread.Sleep(1000);"));

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { try { socket.Connect(address); break; } catch { } }")]
    [InlineData("var n = 0; while (n < 3) { try { socket.Connect(address); break; } catch { n++; } }")]
    [InlineData("var n = 0; while (true) { try { socket.Connect(address); break; } catch { if (++n > 3) throw; } }")]
    [InlineData("foreach (var a in new[] { address }) { try { socket.Connect(a); break; } catch { } }")]
    public Task So_many_attempts_and_no_more_are_quiet(string statements) => Verify<ReconnectWithoutBackoff>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { return; } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { throw; } }")]
    [InlineData("while (true) { try { socket.Connect(address); } catch { break; } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (InvalidOperationException) { } }")]
    [InlineData("try { while (true) { socket.Connect(address); break; } } catch { }")]
    [InlineData("while (true) { socket.Connect(address); break; }")]
    [InlineData("try { socket.Connect(address); } catch { }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.TryAgain) { } }")]
    public Task What_leaves_or_is_tried_once_is_quiet(string statements) => Verify<ReconnectWithoutBackoff>.Quiet(Method(statements));

    [Theory]
    [InlineData("async Task<Socket> Dial(EndPoint to, CancellationToken token) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await s.ConnectAsync(to, token); return s; } catch { s.Dispose(); throw; } }", "await [|Dial|](address, stopping)")]
    [InlineData("TcpClient Dial(string to) => new TcpClient(to, 80);", "[|Dial|](host)")]
    public async Task A_connect_by_a_method_of_its_own_is_one(string helper, string call)
    {
        var quiet = call.Replace("[|", "").Replace("|]", "");
        await Verify<ReconnectWithoutBackoff>.Reports(Method($"while (_running) {{ try {{ using var c = {call}; await Task.Delay(1); }} catch (Exception e) {{ Console.WriteLine(e); }} }}", helper));
        await Verify<ReconnectWithoutBackoff>.Quiet(Method($"while (_running) {{ try {{ using var c = {quiet}; }} catch (Exception e) {{ Console.WriteLine(e); await Task.Delay(1000); }} }}", helper));
        await Verify<ReconnectWithoutBackoff>.Quiet(Method($"while (_running) {{ try {{ using var c = {quiet}; }} catch (Exception) {{ return; }} }}", helper));
    }

    [Theory]
    [InlineData("TcpClient Dial(string to) { try { return new TcpClient(to, 80); } catch (SocketException) { return new TcpClient(); } }")]
    [InlineData("TcpClient Dial(string to) { while (true) { try { return new TcpClient(to, 80); } catch (SocketException) { Thread.Sleep(1000); } } }")]
    [InlineData("TcpClient Dial(string to) { Thread.Sleep(1000); return new TcpClient(to, 80); }")]
    [InlineData("TcpClient Dial(string to) => new TcpClient();")]
    public Task A_method_that_lets_no_failure_out_or_does_not_connect_is_quiet(string helper) =>
        Verify<ReconnectWithoutBackoff>.Quiet(Method("while (_running) { try { using var c = Dial(host); } catch (Exception e) { Console.WriteLine(e); } }", helper));

    [Fact]
    public Task Tests_may_hurry() => Verify<ReconnectWithoutBackoff>.Quiet("""
        using System;
        using System.Net.Sockets;

        class FactAttribute : Attribute { }
        class Tests { [Fact] public void Waits(Socket s) { while (true) { try { s.Connect("h", 80); break; } catch { } } } }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<ReconnectWithoutBackoff>.Quiet(Method("while (true) { try { socket.{|CS1061:Conn|}(address); } catch { } }"));

    [Theory]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch { _ = Task.Delay(1000); } }")]
    [InlineData("while (true) { Later(); try { await socket.[|ConnectAsync|](address); break; } catch { } }")]
    [InlineData("while (_running) { [|Later|](); try { await ConnectAllAsync(); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { } [|Soon|](); }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { _ = [|Soon|](); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { Task.[|Delay|](1000).ConfigureAwait(false); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { await Soon(); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { Soon().Wait(); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { Later(); Thread.Sleep(1000); } }")]
    [InlineData("while (_running) { try { await ConnectAllAsync(); } catch (Exception) { Hide(); } }")]
    [InlineData("while (_running) { Later(); await ConnectAllAsync(); }")]
    [InlineData("Later(); try { await ConnectAllAsync(); } catch (Exception) { }")]
    [InlineData("while (_running) { try { var wait = Task.Delay(1000); await ConnectAllAsync(); await wait; } catch (Exception) { } }")]
    public Task A_pause_that_nobody_waits_for_is_none(string statements) => Says(statements, """
        async Task ConnectAllAsync() { await Task.Yield(); }
        async void Later() { if (_running) { await Task.Delay(1000); } else { _running = true; } }
        async Task Soon() => await Task.Delay(1000);
        async void Hide() { await Task.Delay(1000); _running = false; }
        """);

    [Theory]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch (Exception e) when (e is SocketException) { } }")]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch (Exception e) when (e is SocketException or OperationCanceledException && !stopping.IsCancellationRequested) { } }")]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch (Exception e) when (e is TimeoutException || e is SocketException) { } }")]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch (SocketException) when (!stopping.IsCancellationRequested) { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (Exception e) when (e is TimeoutException) { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (Exception e) when (e is not SocketException) { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (Exception e) when (e is SocketException { ErrorCode: 11 }) { } }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch (Exception e) when (e is SocketException && Environment.TickCount64 < 99) { } }")]
    public Task A_filter_that_lets_the_failure_in_is_none(string statements) => Says(statements);

    [Theory]
    [InlineData("var n = 0; while (true) { try { socket.[|Connect|](address); n = 0; break; } catch { Console.WriteLine($\"attempt {++n}\"); } }")]
    [InlineData("while (true) { try { socket.[|Connect|](address); break; } catch { _failed++; Console.WriteLine($\"attempt {_failed}\"); } }", "int _failed;")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { if (++_failed > 3) { Environment.Exit(1); } } }", "int _failed;")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { Count(++_failed); } }", "int _failed; void Count(int n) { }")]
    [InlineData("while (true) { try { socket.Connect(address); break; } catch { _failed++; } }", "int _failed; int Left => 3 - _failed;")]
    public Task A_count_that_is_only_printed_bounds_nothing(string statements, string members = "") => Says(statements, members);

    [Theory]
    [InlineData("while (!stopping.IsCancellationRequested) { try { Console.WriteLine(await _http.[|GetStringAsync|](host, stopping)); } catch (System.Net.Http.HttpRequestException e) { Console.WriteLine(e.Message); } }")]
    [InlineData("while (true) { try { var r = await _http.[|GetAsync|](host); await Task.Delay(9); } catch (Exception) { } }")]
    [InlineData("while (_running) { try { await _http.[|GetAsync|](host); } catch (System.Net.Http.HttpRequestException) { } catch (TaskCanceledException) { await Task.Delay(1000); } }")]
    [InlineData("while (_running) { try { await _http.GetAsync(host); } catch (System.Net.Http.HttpRequestException) { await Task.Delay(1000); } }")]
    [InlineData("while (_running) { try { await _http.GetAsync(host); } catch (System.Net.Http.HttpRequestException) { } await Task.Delay(1000); }")]
    [InlineData("while (_running) { try { await _http.GetAsync(_queue.Take()); } catch (System.Net.Http.HttpRequestException) { } }")]
    [InlineData("while (_running) { var next = _queue.Take(); try { await _http.GetAsync(next); } catch (System.Net.Http.HttpRequestException) { } }")]
    [InlineData("while (_queue.TryTake(out var next)) { try { await _http.GetAsync(next); } catch (System.Net.Http.HttpRequestException) { } }")]
    [InlineData("foreach (var next in _queue) { try { await _http.GetAsync(next); } catch (System.Net.Http.HttpRequestException) { } }")]
    [InlineData("while (_running) { try { await _http.GetAsync(host); } catch (System.Net.Http.HttpRequestException) { return; } }")]
    [InlineData("while (_running) { try { await _http.GetAsync(host); } catch (TaskCanceledException) { } }")]
    public Task A_poll_over_HTTP_likewise(string statements) => Says(statements, "readonly System.Net.Http.HttpClient _http = new(); readonly System.Collections.Concurrent.BlockingCollection<string> _queue = new();");

    private static Task Says(string statements, string members = "") =>
        statements.Contains("[|", System.StringComparison.Ordinal) ? Verify<ReconnectWithoutBackoff>.Reports(Method(statements, members)) : Verify<ReconnectWithoutBackoff>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("while (!stopping.IsCancellationRequested) { try { using var w = new System.Net.WebSockets.ClientWebSocket(); await w.[|ConnectAsync|](new Uri(host), stopping); await Task.Delay(99); } catch (System.Net.WebSockets.WebSocketException e) { Console.WriteLine(e.Message); } }")]
    [InlineData("while (true) { try { using var w = new System.Net.WebSockets.ClientWebSocket(); await w.ConnectAsync(new Uri(host), stopping); } catch (System.Net.WebSockets.WebSocketException) { await Task.Delay(1000); } }")]
    [InlineData("while (true) { try { using var w = new System.Net.WebSockets.ClientWebSocket(); await w.ConnectAsync(new Uri(host), stopping); } catch (OperationCanceledException) { } }")]
    public Task A_WebSocket_likewise(string statements) =>
        statements.Contains("[|", System.StringComparison.Ordinal) ? Verify<ReconnectWithoutBackoff>.Reports(Method(statements)) : Verify<ReconnectWithoutBackoff>.Quiet(Method(statements));
}
