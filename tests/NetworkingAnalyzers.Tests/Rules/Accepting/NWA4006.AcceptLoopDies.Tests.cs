using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class AcceptLoopDiesTests
{
    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); [|Register|](c); _listener.BeginAcceptTcpClient(Accepted, null); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); var s = [|new Session(c)|]; _listener.BeginAcceptTcpClient(Accepted, null); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Connected?.[|Invoke|](c); Next(); } catch { }")]
    public Task A_failure_before_the_next_accept_of_a_callback_is_reported(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("var c = _listener.EndAcceptTcpClient(r); if (IsBanned(c)) { c.Close(); [|return|]; } Next();")]
    [InlineData("var c = _listener.EndAcceptTcpClient(r); var from = c.Client.RemoteEndPoint!.ToString()!; from = from.Split(':')[0]; if (from != \"10.0.0.1\") { c.Client.Disconnect(false); [|return|]; } Next();")]
    [InlineData("var c = _listener.EndAcceptTcpClient(r); if (c.Client.RemoteEndPoint!.ToString()!.StartsWith(\"10.\")) { c.Dispose(); [|return|]; } _listener.BeginAcceptTcpClient(Accepted, null); Register(c);")]
    public Task A_return_for_an_unwelcome_client_is_reported(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); _listener.BeginAcceptTcpClient(Accepted, null); Register(c); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); } catch (Exception e) { Console.WriteLine(e); } finally { Next(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); Next(); } catch (Exception e) { Console.WriteLine(e); Next(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); Next(); } catch (Exception e) { Console.WriteLine(e); _listener.Stop(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Console.WriteLine(c.Client.RemoteEndPoint); Next(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); _count = 1; LogNew(c); Next(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("if (_count > 0) return; var c = _listener.EndAcceptTcpClient(r); if (_count > 0) { c.Close(); return; } Next();")]
    [InlineData("var c = _listener.EndAcceptTcpClient(r); if (c == null) { return; } Next();")]
    [InlineData("var c = _listener.EndAcceptTcpClient(r); var state = _count.ToString(); if (state != \"1\") { c.Close(); return; } Next();")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); } catch (ObjectDisposedException) { return; } catch (Exception e) { Console.WriteLine(e); } Next();")]
    public Task A_callback_that_starts_the_next_on_all_ways_or_stops_on_purpose_is_quiet(string body) => Callback(body, reports: false);

    [Theory]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); await c.GetStream().[|WriteAsync|](new byte[1]); _ = Task.Run(() => Register(c)); }")]
    [InlineData("try { while (true) { var c = _listener.AcceptTcpClient(); c.Client.[|Send|](new byte[1]); } } catch (SocketException) { Console.WriteLine(); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (IsBanned(c)) { c.Close(); [|break|]; } _ = Task.Run(() => Register(c)); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (IsBanned(c)) { c.Close(); [|return|]; } _ = Task.Run(() => Register(c)); }")]
    public Task In_a_loop_what_one_connection_does_is_reported(string body) => Verify<AcceptLoopDies>.Reports(Type($$"""
        async Task M() { await Task.Yield(); {{body}} }
        """));

    [Theory]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); }")]
    [InlineData("while (true) { try { var c = await _listener.AcceptTcpClientAsync(); await c.GetStream().WriteAsync(new byte[1]); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (IsBanned(c)) { c.Close(); continue; } _ = Task.Run(() => Register(c)); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (_count > 3) { c.Close(); return; } _ = Task.Run(() => Register(c)); }")]
    [InlineData("while (true) { var c = await _listener.AcceptTcpClientAsync(); if (c.Connected) { Register(c); break; } }")]
    [InlineData("while (true) { try { while (true) { var c = _listener.AcceptTcpClient(); c.Client.Send(new byte[1]); } } catch (SocketException) { Console.WriteLine(); } }")]
    [InlineData("for (var i = 0; i < 2; i++) { var c = await _listener.AcceptTcpClientAsync(); await c.GetStream().WriteAsync(new byte[1]); }")]
    public Task In_a_loop_what_is_caught_there_or_ends_it_on_purpose_is_quiet(string body) => Verify<AcceptLoopDies>.Quiet(Type($$"""
        async Task M() { await Task.Yield(); {{body}} }
        """));

    [Theory]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.[|AcceptTcpClientAsync|](); _ = Task.Run(() => Register(c)); } catch (Exception) { break; } }")]
    [InlineData("while (_count > 0) { try { var c = _listener.[|AcceptTcpClient|](); _ = Task.Run(() => Register(c)); } catch (SocketException e) { Console.WriteLine(e); return; } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.[|AcceptTcpClientAsync|](_stop); _ = Task.Run(() => Register(c)); } catch (OperationCanceledException) { return; } catch { break; } }")]
    public Task A_loop_that_ends_with_its_first_failed_accept_though_a_flag_would_end_it_is_reported(string body) => Verify<AcceptLoopDies>.Reports(Type($$"""
        async Task M() { await Task.Yield(); {{body}} }
        """));

    [Theory]
    [InlineData("while (true) { try { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } catch (Exception) { break; } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } catch (ObjectDisposedException) { break; } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } catch (SocketException e) when (e.SocketErrorCode == SocketError.Interrupted) { break; } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } catch (Exception e) { if (_count > 3) break; Console.WriteLine(e); } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } catch (Exception) { _listener.Stop(); break; } }")]
    [InlineData("while (!_stop.IsCancellationRequested) { try { while (_count > 0) { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } } catch (Exception) { Console.WriteLine(); } }")]
    [InlineData("try { while (!_stop.IsCancellationRequested) { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } } catch (Exception e) { Console.WriteLine(e); }")]
    public Task A_loop_that_its_failure_is_meant_to_end_or_that_looks_at_it_is_quiet(string body) => Verify<AcceptLoopDies>.Quiet(Type($$"""
        async Task M() { await Task.Yield(); {{body}} }
        """));

    [Theory]
    [InlineData("try { var c = _listener.[|EndAcceptTcpClient|](r); Next(); Register(c); } catch (ObjectDisposedException) { } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.[|EndAcceptTcpClient|](r); Next(); Register(c); } catch (ObjectDisposedException) { return; } catch (SocketException e) { Console.WriteLine(e); return; }")]
    public Task A_callback_whose_failed_accept_is_the_last_though_the_closed_listener_has_a_clause_is_reported(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (ObjectDisposedException) { } catch (Exception e) { Console.WriteLine(e); Next(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); } catch (ObjectDisposedException) { return; } catch (SocketException e) { Console.WriteLine(e); } Next();")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (ObjectDisposedException) { } catch (SocketException e) { if (e.ErrorCode != 995) Next(); }")]
    public Task A_callback_that_goes_on_or_may_only_be_told_that_the_listener_is_closed_is_quiet(string body) => Callback(body, reports: false);

    private static Task Callback(string body, bool reports)
    {
        var code = Type($$"""
            void Next() => _listener.BeginAcceptTcpClient(Accepted, null);

            void Accepted(IAsyncResult r) { {{body}} }
            """);
        return reports ? Verify<AcceptLoopDies>.Reports(code) : Verify<AcceptLoopDies>.Quiet(code);
    }

    private static string Type(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class Session { public Session(TcpClient client) { client.GetStream().ReadAsync(new byte[1]); } }

        class C
        {
            private readonly TcpListener _listener = null!;
            private readonly Dictionary<string, TcpClient> _clients = new();
            private readonly CancellationToken _stop;
            private int _count;

            event Action<TcpClient>? Connected;

            {{members}}

            void Register(TcpClient client) => _clients.Add(client.Client.RemoteEndPoint!.ToString()!, client);

            void LogNew(TcpClient client) => Console.WriteLine(client.Available);

            bool IsBanned(TcpClient client) => _clients.ContainsKey(client.Client.RemoteEndPoint!.ToString()!) || Connected is null;
        }
        """;

    [Theory]
    [InlineData("try { if (_count > 9) return; var c = _listener.EndAcceptTcpClient(r); if (_count > 3) { c.Close(); return; } [|Register|](c); Next(); } catch (ObjectDisposedException) { } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); [|Register|](c); Next(); } catch (ObjectDisposedException) { return; } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Leaving_because_the_server_stops_excuses_no_failure(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); if (_count < 3) Next(); } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Work_after_which_accepting_may_stop_on_purpose_is_quiet(string body) => Callback(body, reports: false);
}
