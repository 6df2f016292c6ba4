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
    [InlineData("TcpClient c; try { c = _listener.[|EndAcceptTcpClient|](r); } catch (ObjectDisposedException) { return; } catch (SocketException e) { Console.WriteLine(e); return; } Next(); Register(c);")]
    [InlineData("TcpClient c; try { c = _listener.[|EndAcceptTcpClient|](r); } catch (ObjectDisposedException) { return; } catch (SocketException e) { const int Reset = 10054; if (e.ErrorCode == Reset || e.ErrorCode == 10060) { Next(); } Console.WriteLine(e); return; } Next(); Register(c);")]
    [InlineData("TcpClient c; try { c = _listener.[|EndAcceptTcpClient|](r); } catch (ObjectDisposedException) { return; } catch (SocketException e) { if (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.TimedOut) Next(); return; } Next(); Register(c);")]
    public Task A_callback_whose_failed_accept_is_the_last_though_the_closed_listener_has_a_clause_is_reported(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (ObjectDisposedException) { } catch (Exception e) { Console.WriteLine(e); Next(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Register(c); } catch (ObjectDisposedException) { return; } catch (SocketException e) { Console.WriteLine(e); } Next();")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); Next(); Register(c); } catch (ObjectDisposedException) { } catch (SocketException e) { if (e.ErrorCode != 995) Next(); }")]
    [InlineData("TcpClient c; try { c = _listener.EndAcceptTcpClient(r); } catch (ObjectDisposedException) { return; } catch (SocketException e) { Console.WriteLine(e); Next(); return; } Next(); Register(c);")]
    [InlineData("TcpClient c; try { c = _listener.EndAcceptTcpClient(r); } catch (ObjectDisposedException) { return; } catch (SocketException e) { if (e.ErrorCode != 995) { Next(); } return; } Next(); Register(c);")]
    [InlineData("TcpClient c; try { c = _listener.EndAcceptTcpClient(r); } catch (SocketException) { return; } Next(); Register(c);")]
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

        static class Tasks { public static void Forget(this Task task) => task.ContinueWith(t => Console.WriteLine(t.Exception)); }

        class Session { public Session(TcpClient client) { client.GetStream().ReadAsync(new byte[1]); } }

        class C
        {
            private readonly TcpListener _listener = null!;
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TcpClient> _clients = new();
            private readonly CancellationToken _stop;
            private int _count;

            event Action<TcpClient>? Connected;

            {{members}}

            void Register(TcpClient client) => _clients.TryAdd(client.Client.RemoteEndPoint!.ToString()!, client);

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

    [Theory]
    [InlineData("void Start() { _ = AcceptAsync(); }")]
    [InlineData("void Start() { Task.Run(AcceptAsync); }")]
    [InlineData("void Start() => Task.Run(() => AcceptAsync());")]
    [InlineData("void Start() { _ = Task.Run(async () => await AcceptAsync().ConfigureAwait(false)); }")]
    [InlineData("void Start() { AcceptAsync().Forget(); }")]
    [InlineData("void Start() { Task.Factory.StartNew(() => AcceptAsync(), TaskCreationOptions.LongRunning); }")]
    [InlineData("async Task RunAsync() { _listener.Start(); await AcceptAsync(); } void Start() { var task = RunAsync(); }")]
    [InlineData("private Task? _task; void Start() { _task = AcceptAsync(); } async Task StopAsync() { _listener.Stop(); await _task!; }")]
    [InlineData("private Task _task = null!; void Start() => _task = Task.Run(AcceptAsync); void Dispose() { _listener.Stop(); _task.Wait(); }")]
    public Task A_loop_without_a_catch_whose_task_nobody_looks_at_is_reported(string start) => Verify<AcceptLoopDies>.Reports(Type($$"""
        async Task AcceptAsync() { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); _ = Task.Run(() => Register(c)); } }
        {{start}}
        """));

    [Theory]
    [InlineData("Task Start() => AcceptAsync();")]
    [InlineData("async Task Start() { await AcceptAsync(); }")]
    [InlineData("void Start() => AcceptAsync().Wait();")]
    [InlineData("async Task Run() { try { await AcceptAsync(); } catch (Exception e) { Console.WriteLine(e); } } void Start() { _ = Run(); }")]
    [InlineData("void Start() { AcceptAsync().ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted); }")]
    [InlineData("void Start() { Watch(AcceptAsync()); } void Watch(Task task) => Console.WriteLine(task.Status);")]
    [InlineData("private Task? _task; void Start() { _task = AcceptAsync(); } async Task RunAsync() { await _task!; }")]
    [InlineData("private Task? _task; void Start() { _task = AcceptAsync(); } bool IsUp() => !_task!.IsCompleted;")]
    [InlineData("void Start() { _ = AcceptAsync(); } async Task Also() { await AcceptAsync(); }")]
    [InlineData("void Start() { new Thread(() => AcceptAsync().GetAwaiter().GetResult()).Start(); }")]
    [InlineData("void Start() { Console.WriteLine(); }")]
    public Task A_loop_whose_task_somebody_may_look_at_is_quiet(string start) => Verify<AcceptLoopDies>.Quiet(Type($$"""
        async Task AcceptAsync() { while (true) { var c = await _listener.AcceptTcpClientAsync(); _ = Task.Run(() => Register(c)); } }
        {{start}}
        """));

    [Theory]
    [InlineData("Task.Run(() => { while (_count == 0) { var c = _listener.[|AcceptTcpClient|](); Task.Run(() => Register(c)); } });")]
    [InlineData("try { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } } catch (ObjectDisposedException) { } ")]
    [InlineData("try { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } } catch (SocketException) when (_stop.IsCancellationRequested) { } finally { _listener.Stop(); }")]
    [InlineData("while (true) { try { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } catch (SocketException) when (_stop.IsCancellationRequested) { break; } }")]
    [InlineData("try { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } } catch (Exception e) { if (_count == 0) { Console.WriteLine(e); throw; } }")]
    [InlineData("try { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } } catch (SocketException e) { if (e.SocketErrorCode == SocketError.OperationAborted) return; Console.WriteLine(e); } catch (ObjectDisposedException) { } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); Register(c); } } catch (SocketException e) { if (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted) { return; } Console.WriteLine(e); }")]
    public Task A_clause_for_the_end_catches_no_other_failure(string body) => Verify<AcceptLoopDies>.Reports(Type($$"""
        private async Task AcceptAsync() { await Task.Yield(); {{body}} }
        void Start() { _ = AcceptAsync(); }
        """));

    [Theory]
    [InlineData("try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } catch (Exception e) { Register(null!); throw; }")]
    [InlineData("try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } finally { Ended(); }")]
    [InlineData("try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("while (true) { try { var c = await _listener.AcceptTcpClientAsync(); Register(c); } catch (ObjectDisposedException) { return; } catch (SocketException e) when (e.SocketErrorCode != SocketError.OperationAborted) { await Task.Delay(100); } }")]
    [InlineData("for (var i = 0; i < 3; i++) { var c = await _listener.AcceptTcpClientAsync(); Register(c); }")]
    [InlineData("while (true) { try { var c = await _listener.AcceptTcpClientAsync(); Register(c); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("var http = new System.Net.HttpListener(); while (true) { var c = await http.GetContextAsync(); c.Response.Close(); }")]
    [InlineData("try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } catch (SocketException e) { if (e.SocketErrorCode == SocketError.OperationAborted) return; Ended(); }")]
    [InlineData("try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } catch (SocketException e) { if (_count == 0) return; Console.WriteLine(e); }")]
    [InlineData("while (_count == 0) { try { while (true) { var c = await _listener.AcceptTcpClientAsync(); Register(c); } } catch (SocketException e) { if (e.SocketErrorCode == SocketError.OperationAborted) return; Console.WriteLine(e); } }")]
    public Task A_loop_that_tells_somebody_of_its_end_or_catches_is_quiet(string body) => Verify<AcceptLoopDies>.Quiet(Type($$"""
        private async Task AcceptAsync() { await Task.Yield(); {{body}} }
        void Start() { _ = AcceptAsync(); }
        void Ended() => Connected?.Invoke(null!);
        """));

    [Theory]
    [InlineData("class Server : IServer { public async Task RunAsync(TcpListener l) { while (true) { using var c = await l.AcceptTcpClientAsync(); } } void Start(TcpListener l) { _ = RunAsync(l); } } interface IServer { Task RunAsync(TcpListener l); }")]
    [InlineData("abstract class Base { protected abstract Task ExecuteAsync(TcpListener l); } class Server : Base { protected override async Task ExecuteAsync(TcpListener l) { while (true) { using var c = await l.AcceptTcpClientAsync(); } } void Start(TcpListener l) { _ = ExecuteAsync(l); } }")]
    public Task What_others_may_call_through_an_interface_or_a_base_class_is_quiet(string types) => Verify<AcceptLoopDies>.Quiet($$"""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        {{types}}
        """);

    [Fact]
    public Task A_listener_behind_an_interface_of_the_project_is_one() => Verify<AcceptLoopDies>.Reports("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        interface IListener { Task<TcpClient> AcceptTcpClientAsync(); }

        class Listener(TcpListener inner) : IListener { public Task<TcpClient> AcceptTcpClientAsync() => inner.AcceptTcpClientAsync(); }

        class Server(IListener listener)
        {
            private bool _up = true;

            public void Start() => Task.Run(() => RunAsync());

            public void Stop() => _up = false;

            private async Task RunAsync()
            {
                while (_up)
                {
                    using var client = await listener.[|AcceptTcpClientAsync|]();
                }
            }
        }
        """);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); c.[|NoDelay|] = true; _listener.BeginAcceptTcpClient(Accepted, null); Register(c); } catch { }")]
    [InlineData("try { var c = _listener.EndAcceptSocket(r); c.[|SetSocketOption|](SocketOptionLevel.Tcp, SocketOptionName.NoDelay, true); Next(); } catch (Exception e) { Console.WriteLine(e); }")]
    public Task An_option_that_is_set_before_the_next_accept_of_a_callback_is_reported(string body) => Callback(body, reports: true);

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); _listener.BeginAcceptTcpClient(Accepted, null); c.NoDelay = true; Register(c); } catch { }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); try { c.NoDelay = true; } catch (SocketException) { } _listener.BeginAcceptTcpClient(Accepted, null); Register(c); } catch { }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); c.NoDelay = true; Next(); } catch { Next(); }")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); c.NoDelay = true; if (_count < 3) Next(); } catch { }")]
    public Task An_option_that_is_set_behind_it_or_guarded_is_quiet(string body) => Callback(body, reports: false);

    private static string Args(string accepted) => $$"""
        using System;
        using System.Net.Sockets;

        class Server
        {
            private Socket _listener = null!;
            private bool _closed;

            void Start()
            {
                var args = new SocketAsyncEventArgs();
                args.Completed += Accepted;
                Next(args);
            }

            void Next(SocketAsyncEventArgs args)
            {
                args.AcceptSocket = null;
                if (!_listener.AcceptAsync(args)) Accepted(null, args);
            }

            void Accepted(object? sender, SocketAsyncEventArgs args)
            {
                {{accepted}}
            }

            void Serve(Socket? client) { }

            static void Return(SocketAsyncEventArgs args) => args.SetBuffer(null, 0, 0);

            void Renew() { _listener = new Socket(SocketType.Stream, ProtocolType.Tcp); }
        }
        """;

    [Theory]
    [InlineData("if (args.[|SocketError|] != SocketError.Success) return; Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.[|SocketError|] != SocketError.Success) { Console.WriteLine(args.SocketError); args.AcceptSocket?.Close(); return; } var client = args.AcceptSocket; Next(args); Serve(client);")]
    [InlineData("if (_closed || args.[|SocketError|] != SocketError.Success) { return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.[|SocketError|] == SocketError.Success) { Serve(args.AcceptSocket); Next(args); }")]
    [InlineData("if (args.[|SocketError|] == SocketError.Success) { Serve(args.AcceptSocket); Next(args); } else { Console.WriteLine(args.SocketError); }")]
    [InlineData("if (args.[|SocketError|] != SocketError.Success) { args.Completed -= Accepted; args.Dispose(); return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (!(args.[|SocketError|] == SocketError.Success)) { Return(args); return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (SocketError.Success != args.[|SocketError|]) { Return(args); return; } Serve(args.AcceptSocket); Next(args);")]
    public Task An_accept_that_failed_and_is_the_last_is_reported(string accepted) => Verify<AcceptLoopDies>.Reports(Args(accepted));

    [Theory]
    [InlineData("if (args.SocketError != SocketError.Success) { Next(args); return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.SocketError == SocketError.Success) { Serve(args.AcceptSocket); } Next(args);")]
    [InlineData("if (args.SocketError == SocketError.OperationAborted) return; Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.SocketError != SocketError.Success) { Renew(); return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.SocketError != SocketError.Success && _closed) return; Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.SocketError != SocketError.Success) { if (!_closed) Next(args); return; } Serve(args.AcceptSocket); Next(args);")]
    [InlineData("if (args.SocketError != SocketError.Success) { throw new SocketException((int)args.SocketError); } Serve(args.AcceptSocket); Next(args);")]
    public Task An_accept_whose_failure_somebody_minds_is_quiet(string accepted) => Verify<AcceptLoopDies>.Quiet(Args(accepted));
}
