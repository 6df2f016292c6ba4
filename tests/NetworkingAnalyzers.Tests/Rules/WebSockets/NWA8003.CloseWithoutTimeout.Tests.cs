using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.WebSockets;

namespace NetworkingAnalyzers.Tests.Rules.WebSockets;

public sealed class CloseWithoutTimeoutTests
{
    private const string Close = "CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None)";

    [Theory]
    [InlineData("async Task M(WebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    [InlineData("async Task M(WebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", default).ConfigureAwait(false); }")]
    [InlineData("async Task M(ClientWebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken: new CancellationToken()); }")]
    [InlineData("async Task M() { if (_socket?.State == WebSocketState.Open) { await _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); } }")]
    [InlineData("async Task Close(WebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    [InlineData("void M() => _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None).GetAwaiter().GetResult();")]
    [InlineData("void M() { _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None).Wait(); }")]
    [InlineData("public Task M() => _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None);")]
    [InlineData("async Task M(WebSocket s) { var none = CancellationToken.None; await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", none); }")]
    [InlineData("async Task M(WebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", new CancellationTokenSource().Token); }")]
    [InlineData("Task N(WebSocket s) => M(s); async Task M(WebSocket s, CancellationToken stop = default) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("Task M() => Task.WhenAll(_all.Select(s => s.[|CloseAsync|](WebSocketCloseStatus.EndpointUnavailable, \"\", CancellationToken.None))); async Task N() { await Task.WhenAll(_all.Select(s => s.[|CloseAsync|](WebSocketCloseStatus.EndpointUnavailable, \"\", CancellationToken.None))); }")]
    [InlineData("async Task M() { foreach (var s in _all) { await s.[|CloseAsync|](WebSocketCloseStatus.EndpointUnavailable, \"\", CancellationToken.None); } }")]
    [InlineData("async Task M(WebSocket s) { if (s.State != WebSocketState.Open) return; await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    [InlineData("async Task M(WebSocket s) { if (s.State is WebSocketState.Open && _all.Length > 0) await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    [InlineData("async Task M(WebSocket s) { await s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, \"\", default); await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", default); }")]
    [InlineData("void M() { Func<WebSocket, Task> end = async s => await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", default); async Task L(WebSocket s) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", default); } }")]
    public Task A_close_that_waits_for_the_answer_without_an_end_is_reported(string member) => Verify<CloseWithoutTimeout>.Reports(Around(member));

    [Theory]
    [InlineData("if (r.MessageType == WebSocketMessageType.Close) { await s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, \"\", default); return; } if (r.Count > 1000) { await s.[|CloseAsync|](WebSocketCloseStatus.MessageTooBig, \"\", CancellationToken.None); return; }")]
    [InlineData("try { Console.WriteLine(r.Count); } catch (Exception) { await s.[|CloseAsync|](WebSocketCloseStatus.InternalServerError, \"\", CancellationToken.None); throw; }")]
    [InlineData("if (_all.Length == 0) { break; } } if (s.State == WebSocketState.Open || s.State == WebSocketState.CloseReceived) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None);")]
    [InlineData("if (_all.Length == 0) { break; } } if (s.State is WebSocketState.Open or WebSocketState.CloseReceived) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None);")]
    [InlineData("if (_all.Length == 0 && s.State == WebSocketState.Open) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    public Task In_a_receive_loop_a_complaint_is_no_answer(string statements) => Verify<CloseWithoutTimeout>.Reports(Around(Loop(statements)));

    [Theory]
    [InlineData("if (r.MessageType == WebSocketMessageType.Close) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); return; }")]
    [InlineData("switch (r.MessageType) { case WebSocketMessageType.Close: await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", default); return; }")]
    [InlineData("if (r.MessageType == WebSocketMessageType.Close) { if (s.State == WebSocketState.Open || s.State == WebSocketState.CloseReceived) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); } return; }")]
    [InlineData("if (s.State == WebSocketState.CloseReceived) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", default); return; }")]
    [InlineData("if (r.CloseStatus.HasValue) { await s.CloseAsync(r.CloseStatus.Value, r.CloseStatusDescription, default); return; }")]
    [InlineData("if (r.MessageType != WebSocketMessageType.Close) { continue; } await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", default); return;")]
    [InlineData("var closeReceived = r.CloseStatus is not null; if (closeReceived) { await s.CloseAsync(WebSocketCloseStatus.ProtocolError, \"\", default); return; }")]
    public Task The_answer_to_a_close_frame_ends_at_once(string statements) => Verify<CloseWithoutTimeout>.Quiet(Around(Loop(statements)));

    [Theory]
    [InlineData("async Task M(WebSocket s) { await Read(s); await s." + Close + "; } async Task Read(WebSocket s) { while (s.State == WebSocketState.Open) { var r = await s.ReceiveAsync(new ArraySegment<byte>(new byte[9]), default); Console.WriteLine(r.Count); } }")]
    [InlineData("async Task M(WebSocket s, Func<WebSocket, Task> handle) { await handle(s); await s." + Close + "; }")]
    [InlineData("async Task M(WebSocket s, WebSocketReceiveResult r) { await s.CloseAsync(r.CloseStatus.GetValueOrDefault(), \"\", CancellationToken.None); await s." + Close + "; }")]
    [InlineData("async Task M(WebSocket s) { var r = await s.ReceiveAsync(new ArraySegment<byte>(new byte[9]), default); if (r.MessageType == WebSocketMessageType.Close) { await End(s); } } Task End(WebSocket s) => s." + Close + ";")]
    [InlineData("Task OnCloseReceived(WebSocket s) => s." + Close + ";")]
    public Task Where_the_peer_may_have_closed_before_it_is_quiet(string members) => Verify<CloseWithoutTimeout>.Quiet(Around(members));

    [Theory]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("public async Task M(WebSocket s, CancellationToken stop = default) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("async Task M(WebSocket s) { using var time = new CancellationTokenSource(5000); await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", time.Token); }")]
    [InlineData("async Task M(WebSocket s) { await s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); }")]
    public Task A_token_that_is_given_or_has_a_time_is_quiet(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(member));

    [Theory]
    [InlineData("async Task M(WebSocket s) { await s." + Close + ".WaitAsync(TimeSpan.FromSeconds(5)); }")]
    [InlineData("void M(WebSocket s) { s." + Close + ".Wait(5000); }")]
    [InlineData("async Task M(WebSocket s) { await Task.WhenAny(s." + Close + ", Task.Delay(5000)); s.Abort(); }")]
    [InlineData("async Task M(WebSocket s) { var close = s." + Close + "; if (await Task.WhenAny(close, Task.Delay(5000)) != close) s.Abort(); }")]
    [InlineData("async Task M(WebSocket s) { using var timer = new Timer(_ => s.Abort(), null, 5000, -1); await s." + Close + "; }")]
    [InlineData("Task Close(WebSocket s) => s." + Close + "; async Task M(WebSocket s) { await Close(s).WaitAsync(TimeSpan.FromSeconds(5)); }")]
    [InlineData("async Task M(ClientWebSocket s) { s.Options.KeepAliveTimeout = TimeSpan.FromSeconds(5); await s." + Close + "; }")]
    public Task What_ends_otherwise_is_quiet(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(member));

    [Theory]
    [InlineData("void M(WebSocket s) { _ = s." + Close + "; s.Dispose(); }")]
    [InlineData("void M(WebSocket s) { s." + Close + "; }")]
    public Task What_nobody_waits_for_is_quiet(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(member));

    [Theory]
    [InlineData("async Task M(WebSocket s) { try { await s.SendAsync(new ArraySegment<byte>(new byte[1]), WebSocketMessageType.Text, true, default); } catch (WebSocketException) { await s." + Close + "; } }")]
    public Task What_has_failed_is_aborted_and_closing_it_ends_at_once(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(member));

    [Theory]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { while (!stop.IsCancellationRequested) { await Task.Delay(1); } await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("async Task M(WebSocket s) { _source.Cancel(); await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", _source.Token); }")]
    [InlineData("async Task M(WebSocket s) { _source?.Cancel(); if (s != null) { try { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", _source.Token); } catch (Exception) { } } }")]
    [InlineData("async Task M(WebSocket s) { var token = _source.Token; await _source.CancelAsync(); await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", token); }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { if (_all.Length > 1 && stop.IsCancellationRequested) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { try { await s.ReceiveAsync(new ArraySegment<byte>(new byte[1]), stop); } catch (OperationCanceledException) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { try { await Task.Delay(1000, stop); } catch (TaskCanceledException) when (stop.IsCancellationRequested) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    public Task A_token_that_is_cancelled_already_is_reported(string member) => Verify<CloseWithoutTimeout>.Reports(Around(member));

    [Theory]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { while (!stop.IsCancellationRequested) { if (s.State == WebSocketState.Aborted) break; } await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { while (s.State == WebSocketState.Open && !stop.IsCancellationRequested) { await Task.Delay(1); } await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { if (!stop.IsCancellationRequested) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    [InlineData("async Task M(WebSocket s) { _source.Cancel(); _source = new CancellationTokenSource(5000); await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", _source.Token); }")]
    [InlineData("async Task M(WebSocket s) { _source.CancelAfter(5000); await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", _source.Token); }")]
    [InlineData("async Task M(WebSocket s) { if (_all.Length == 0) { _source.Cancel(); } await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", _source.Token); }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop, CancellationToken other) { try { await Task.Delay(1000, other); await Task.Delay(1, stop); } catch (OperationCanceledException) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { try { await N(stop); } catch (OperationCanceledException) { await s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", stop); } } async Task N(CancellationToken stop) => await Task.Delay(5, stop);")]
    public Task A_token_that_may_not_be_cancelled_yet_is_quiet(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(member));

    [Theory]
    [InlineData("async Task M(Own s) { await s." + Close + "; }")]
    [InlineData("async Task M(WebSocket s) { await s." + Close + "; }")]
    public Task A_WebSocket_that_may_be_the_project_s_own_is_quiet(string member) => Verify<CloseWithoutTimeout>.Quiet(Around(
        member + " abstract class Own : WebSocket { public override Task CloseAsync(WebSocketCloseStatus closeStatus, string statusDescription, CancellationToken cancellationToken) => Task.CompletedTask; }"));

    [Fact]
    public Task A_test_is_quiet() => Verify<CloseWithoutTimeout>.Quiet(Around("[Fact] public async Task M() { await _socket." + Close + "; } class FactAttribute : Attribute { }"));

    [Fact]
    public Task The_close_gets_a_token_of_its_own() => Verify<CloseWithoutTimeout, CloseWithoutTimeoutFix>.Fixes(
        Around("""
            async Task M(WebSocket s, CancellationToken stop)
                {
                    // the end
                    await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, "", /* never */ CancellationToken.None); // behind
                    _source.Cancel();
                    await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, "", _source.Token).ConfigureAwait(false);
                }
            """),
        Around("""
            async Task M(WebSocket s, CancellationToken stop)
                {
                    using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                    // the end
                    await s.CloseAsync(WebSocketCloseStatus.NormalClosure, "", /* never */ deadline.Token); // behind
                    _source.Cancel();
                    using var deadline2 = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                    await s.CloseAsync(WebSocketCloseStatus.NormalClosure, "", deadline2.Token).ConfigureAwait(false);
                }
            """));

    [Theory]
    [InlineData("public Task M() => _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None);", "public Task M() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);")]
    [InlineData("async Task M() { if (_all.Length > 0) await _socket.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", cancellationToken: default); }", "async Task M() { if (_all.Length > 0) await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", cancellationToken: new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token); }")]
    [InlineData("async Task M() { await Task.WhenAll(_all.Select(s => s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", default))); }", "async Task M() { await Task.WhenAll(_all.Select(s => s.CloseAsync(WebSocketCloseStatus.NormalClosure, \"\", new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token))); }")]
    public Task Where_there_is_no_place_for_a_statement_the_token_is_made_in_place(string before, string after) => Verify<CloseWithoutTimeout, CloseWithoutTimeoutFix>.Fixes(Around(before), Around(after));

    [Theory]
    [InlineData("async Task M(WebSocket s) { try { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", CancellationToken.None); } catch (WebSocketException) { } }")]
    [InlineData("async Task M(WebSocket s, CancellationToken stop) { try { await s.ReceiveAsync(new ArraySegment<byte>(new byte[1]), stop); } catch (OperationCanceledException) { await s.[|CloseAsync|](WebSocketCloseStatus.NormalClosure, \"\", stop); } }")]
    public Task Where_the_timeout_would_be_missed_or_nothing_can_be_sent_no_fix_is_offered(string member) => Verify<CloseWithoutTimeout, CloseWithoutTimeoutFix>.OffersNothing(Around(member));

    private static string Loop(string statements) => $$"""
        async Task M(WebSocket s)
            {
                var buffer = new byte[4096];
                while (true)
                {
                    var r = await s.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
                    {{statements}}
                }
            }
        """;

    private static string Around(string member) => $$"""
        using System;
        using System.Linq;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private WebSocket _socket;
            private WebSocket[] _all;
            private CancellationTokenSource _source = new CancellationTokenSource();

            {{member}}
        }
        """;
}
