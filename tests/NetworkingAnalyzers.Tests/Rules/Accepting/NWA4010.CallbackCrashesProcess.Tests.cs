using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class CallbackCrashesProcessTests
{
    [Theory]
    [InlineData("int n = _socket.[|EndReceive|](r); Console.WriteLine(n);")]
    [InlineData("try { _socket.[|EndReceive|](r); } catch (ObjectDisposedException) { }")]
    [InlineData("_stream.[|EndRead|](r);")]
    [InlineData("_listener.[|EndAcceptTcpClient|](r).Close();")]
    [InlineData("var state = (Socket)r.AsyncState!; state.[|EndConnect|](r);")]
    [InlineData("try { _socket.[|EndSend|](r); } finally { Console.WriteLine(); }")]
    [InlineData("try { _socket.[|EndSend|](r); } catch (ArgumentException) { }")]
    [InlineData("_socket.[|EndSend|](r); _socket.EndReceive(r);")]
    public Task A_callback_that_catches_nothing_is_reported(string body) => Verify<CallbackCrashesProcess>.Reports(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, _socket);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Theory]
    [InlineData("void End() => _http.Stop();", true)]
    [InlineData("void End() => _listener.Stop();", false)]
    public Task A_request_that_is_taken_fails_where_somebody_stops_the_listener(string end, bool isReported)
    {
        var code = Type($$"""
            System.Net.HttpListener _http = null!;

            {{end}}

            void M() => _http.BeginGetContext(Done, _http);

            void Done(IAsyncResult r) { var context = _http.{{(isReported ? "[|EndGetContext|]" : "EndGetContext")}}(r); context.Response.Close(); }
            """);
        return isReported ? Verify<CallbackCrashesProcess>.Reports(code) : Verify<CallbackCrashesProcess>.Quiet(code);
    }

    [Fact]
    public Task A_lambda_is_reported() => Verify<CallbackCrashesProcess>.Reports(Type("""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, r => { int n = _socket.[|EndReceive|](r); Console.WriteLine(n); }, null);
        """));

    [Fact]
    public Task A_callback_kept_in_a_field_is_reported_also_on_an_old_framework() => Verify<CallbackCrashesProcess>.Reports(
        """
        using System;
        using System.Net.Sockets;

        class C
        {
            private Socket _socket;
            private AsyncCallback _done;

            C() { _done = new AsyncCallback(Done); }

            void Done(IAsyncResult r) { _socket.[|EndReceive|](r); }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("new Thread(Run).Start();")]
    [InlineData("new Thread(new ThreadStart(Run)).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Run()); new Thread(Run).Start();")]
    public Task A_thread_that_reads_and_catches_nothing_is_reported(string start) => Verify<CallbackCrashesProcess>.Reports(Type($$"""
        void M() { {{start}} }

        void Run() { while (_stream.[|Read|](new byte[1], 0, 1) > 0) { } }
        """));

    [Fact]
    public Task A_work_item_with_a_reader_is_reported() => Verify<CallbackCrashesProcess>.Reports(Type("""
        void M() => ThreadPool.QueueUserWorkItem(Serve, _client);

        void Serve(object? state)
        {
            using var reader = new StreamReader(((TcpClient)state!).GetStream());
            while (reader.[|ReadLine|]() is { } line) { Console.WriteLine(line); }
        }
        """));

    [Theory]
    [InlineData("try { _socket.EndReceive(r); } catch (SocketException) { }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { _socket.EndReceive(r); } catch { }")]
    [InlineData("try { _socket.EndReceive(r); } catch (ObjectDisposedException) { } catch (SocketException) { }")]
    [InlineData("try { _socket.EndReceive(r); } catch (MyException) { }")]
    [InlineData("_file.EndRead(r);")]
    [InlineData("try { Console.WriteLine(); } catch (FormatException) { _socket.EndReceive(r); }")]
    public Task Whoever_catches_or_ends_something_else_is_quiet(string body) => Verify<CallbackCrashesProcess>.Quiet(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, _socket);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Fact]
    public Task A_function_that_somebody_calls_is_his() => Verify<CallbackCrashesProcess>.Quiet(Type("""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, r => { try { Done(r); } catch (Exception e) { Console.WriteLine(e); } }, null);

        void Done(IAsyncResult r) { _socket.EndReceive(r); }

        void Run() { _stream.ReadByte(); }
        """));

    [Fact]
    public Task What_becomes_a_task_keeps_its_exception() => Verify<CallbackCrashesProcess>.Quiet(Type("""
        Task<int> M() => Task.Factory.FromAsync((c, s) => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, c, s), r => _socket.EndReceive(r), null);

        Task N() => Task.Run(() => { _stream.ReadByte(); });
        """));

    private static string Type(string members) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class MyException : Exception { }

        class C
        {
            private readonly Socket _socket = null!;
            private readonly NetworkStream _stream = null!;
            private readonly TcpListener _listener = null!;
            private readonly TcpClient _client = null!;
            private readonly FileStream _file = null!;

            {{members}}
        }
        """;

    [Theory]
    [InlineData("int n; try { n = _socket.EndReceive(r); } catch (SocketException) { return; } if (n > 0) _socket.[|BeginReceive|](new byte[1], 0, 1, SocketFlags.None, Done, null);")]
    [InlineData("try { if (_stream.EndRead(r) == 0) return; } catch (Exception e) { Console.WriteLine(e); return; } _stream.[|BeginRead|](new byte[1], 0, 1, Done, null);")]
    [InlineData("try { _socket.EndSend(r); } catch (Exception) { _socket.Close(); return; } _socket.[|BeginSend|](new byte[1], 0, 1, SocketFlags.None, Done, null);")]
    public Task The_next_begin_outside_the_guard_of_the_end_is_reported(string body) => Verify<CallbackCrashesProcess>.Reports(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, null);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Theory]
    [InlineData("try { if (_socket.EndReceive(r) > 0) _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, null); } catch (SocketException) { }")]
    [InlineData("int n; try { n = _socket.EndReceive(r); } catch (SocketException) { return; } try { _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, null); } catch (ObjectDisposedException) { }")]
    [InlineData("try { _file.EndRead(r); } catch (IOException) { return; } _file.BeginRead(new byte[1], 0, 1, Done, null);")]
    public Task A_begin_that_is_guarded_or_of_a_file_is_quiet(string body) => Verify<CallbackCrashesProcess>.Quiet(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, null);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Theory]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { while (true) { var c = _listener.[|AcceptTcpClient|](); Task.Run(c.Close); } } void Stop() => _listener.Stop();")]
    [InlineData("bool _up; void M() => ThreadPool.QueueUserWorkItem(_ => { while (_up) { using var c = _listener.[|AcceptSocket|](); } }); void Dispose() { _up = false; _listener?.Stop(); }")]
    public Task An_accept_that_the_end_of_the_listener_awakens_is_reported(string members) => Verify<CallbackCrashesProcess>.Reports(Type(members));

    [Theory]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(c.Close); } }")]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { try { while (true) { using var c = _listener.AcceptTcpClient(); } } catch (SocketException) { } } void Stop() => _listener.Stop();")]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { while (true) { if (!_listener.Pending()) { Thread.Sleep(100); continue; } using var c = _listener.AcceptTcpClient(); } } void Stop() => _listener.Stop();")]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { while (true) { using var c = _listener.AcceptTcpClient(); if (c.Available > 9) { _listener.Stop(); break; } } }")]
    [InlineData("void M() => Task.Run(Run); void Run() { while (true) { using var c = _listener.AcceptTcpClient(); } } void Stop() => _listener.Stop();")]
    public Task An_accept_that_nobody_ends_or_that_is_guarded_is_quiet(string members) => Verify<CallbackCrashesProcess>.Quiet(Type(members));

    [Theory]
    [InlineData("void M() => _timer = new Timer(Beat, null, 0, 1000); void Beat(object? s) { lock (_socket) { _socket.[|Send|](new byte[1]); } }")]
    [InlineData("void M() => _timer = new Timer(static s => ((C)s!).Beat(), this, 0, 1000); void Beat() => _stream.[|WriteByte|](1);")]
    [InlineData("void M() => new Thread(() => { while (true) { _socket.[|Send|](new byte[1]); Thread.Sleep(1000); } }).Start();")]
    [InlineData("void M() => new Thread(() => Run()).Start(); void Run() { int n = _socket.[|Receive|](new byte[1]); _socket.Send(new byte[n]); }")]
    [InlineData("void M() => _timer = new Timer(_ => { int n = _socket.[|Receive|](new byte[1]); Console.WriteLine(n); }, null, 0, 1000);")]
    public Task A_send_or_read_of_a_timer_or_thread_is_reported(string members) => Verify<CallbackCrashesProcess>.Reports(Type("Timer? _timer; " + members));

    [Theory]
    [InlineData("void M() => _timer = new Timer(Beat, null, 0, 1000); void Beat(object? s) { try { _socket.Send(new byte[1]); } catch (SocketException) { } }")]
    [InlineData("void M() => _timer = new Timer(_ => { try { Beat(); } catch (Exception) { } }, null, 0, 1000); void Beat() => _socket.Send(new byte[1]);")]
    [InlineData("void M() => Task.Run(() => Beat()); void Beat() => _socket.Send(new byte[1]);")]
    [InlineData("void M() { var t = new System.Timers.Timer(1000); t.Elapsed += (_, _) => _socket.Send(new byte[1]); t.Start(); }")]
    [InlineData("readonly UdpClient _udp = new(); void M() => _timer = new Timer(_ => _udp.Client.Send(new byte[1]), null, 0, 1000);")]
    [InlineData("void M() => _timer = new Timer(_ => _file.WriteByte(1), null, 0, 1000);")]
    public Task A_send_that_is_guarded_or_of_a_timer_that_swallows_or_of_datagrams_is_quiet(string members) => Verify<CallbackCrashesProcess>.Quiet(Type("Timer? _timer; " + members));

    [Theory]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception e) { Console.WriteLine(e); _socket.[|Shutdown|](SocketShutdown.Both); _socket.Close(); }")]
    [InlineData("var c = (Socket)r.AsyncState!; try { c.EndSend(r); } catch { c.[|Shutdown|](SocketShutdown.Both); c.Close(); }")]
    [InlineData("try { _stream.EndRead(r); } catch (ObjectDisposedException) { } catch (IOException) { _stream.[|Write|](new byte[1], 0, 1); }")]
    [InlineData("try { _client.GetStream().EndRead(r); } catch (Exception) { if (_client != null) { _client.Client.[|Shutdown|](SocketShutdown.Both); } }")]
    [InlineData("try { Answer(_socket); } catch (SocketException) { try { _socket.[|Shutdown|](SocketShutdown.Both); } finally { _socket.Close(); } }")]
    [InlineData("try { _socket.EndReceive(r); } catch (SocketException) { _socket.[|Send|](new byte[1]); _socket.Shutdown(SocketShutdown.Both); }")]
    public Task What_throws_again_in_the_clause_that_caught_it_is_reported(string body) => Verify<CallbackCrashesProcess>.Reports(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, _socket);

        void Answer(Socket socket) => socket.Send(new byte[1]);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Theory]
    [InlineData("void M() => new Thread(Run).Start(); void Run() { try { while (_stream.ReadByte() > 0) { } } catch (IOException) { _client.Client.Shutdown(SocketShutdown.Both); _stream.[|WriteByte|](1); } }")]
    [InlineData("void M() => ThreadPool.QueueUserWorkItem(_ => { try { _socket.Receive(new byte[1]); } catch { _socket.[|Shutdown|](SocketShutdown.Both); } });")]
    public Task On_a_thread_it_is_reported_too(string members) => Verify<CallbackCrashesProcess>.Reports(Type(members));

    [Theory]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception) { try { _socket.Shutdown(SocketShutdown.Both); } catch { } _socket.Close(); }")]
    [InlineData("try { try { _socket.EndReceive(r); } catch (SocketException) { _socket.Shutdown(SocketShutdown.Both); } } catch (Exception) { }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception) { if (_socket.Connected) { _socket.Shutdown(SocketShutdown.Both); } _socket.Close(); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception e) { if (e is not SocketException) { _socket.Shutdown(SocketShutdown.Both); } _socket.Close(); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception e) when (e is FormatException) { _socket.Shutdown(SocketShutdown.Both); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (FormatException) { _socket.Shutdown(SocketShutdown.Both); } catch (SocketException) { _socket.Close(); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception) { _client.Client.Shutdown(SocketShutdown.Both); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception) { _socket.Close(); }")]
    [InlineData("int n = 0; try { n = _socket.EndReceive(r); } catch (Exception) { } try { Console.WriteLine(n); } catch (Exception) { _socket.Shutdown(SocketShutdown.Both); }")]
    [InlineData("try { _socket.EndReceive(r); } catch (Exception) { _client.GetStream().WriteAsync(new byte[1]); }")]
    public Task A_clause_that_minds_or_is_for_something_else_is_quiet(string body) => Verify<CallbackCrashesProcess>.Quiet(Type($$"""
        void M() => _socket.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, _socket);

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Fact]
    public Task A_method_that_somebody_calls_may_throw_again() => Verify<CallbackCrashesProcess>.Quiet(Type("""
        void Send(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } }
        """));

    [Theory]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); c.Close(); } catch (Exception e) { Console.WriteLine(e); } _listener.[|BeginAcceptTcpClient|](Done, null);")]
    [InlineData("try { var c = _listener.EndAcceptTcpClient(r); c.Close(); } catch { } finally { _listener.[|BeginAcceptTcpClient|](Done, null); }")]
    [InlineData("var l = (TcpListener)r.AsyncState!; try { l.EndAcceptSocket(r).Close(); } catch (SocketException) { } catch (ObjectDisposedException) { } l.[|BeginAcceptSocket|](Done, l);")]
    [InlineData("try { _listener.EndAcceptTcpClient(r).Close(); } catch (ObjectDisposedException) { return; } catch (SocketException) { } _listener.[|BeginAcceptTcpClient|](Done, null);")]
    [InlineData("TcpClient c; try { c = _listener.EndAcceptTcpClient(r); } catch { return; } _listener.[|BeginAcceptTcpClient|](Done, null); c.Close();")]
    public Task An_accept_begun_again_on_a_listener_that_was_stopped_is_reported(string body) => Verify<CallbackCrashesProcess>.Reports(Type($$"""
        void M() => _listener.BeginAcceptTcpClient(Done, _listener);

        void Stop() => _listener.Stop();

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Fact]
    public Task A_socket_that_listens_and_is_closed_is_reported_also_in_a_lambda() => Verify<CallbackCrashesProcess>.Reports(Type("""
        void M() { _socket.Listen(100); Next(); }

        void Next() => _socket.BeginAccept(r => { try { _socket.EndAccept(r).Close(); } catch (Exception) { } _socket.[|BeginAccept|](Done, null); }, null);

        void Done(IAsyncResult r) { }

        void Dispose() => _socket.Dispose();
        """));

    [Theory]
    [InlineData("try { _listener.EndAcceptTcpClient(r).Close(); } catch (Exception) { } if (_up) { _listener.BeginAcceptTcpClient(Done, null); }")]
    [InlineData("if (!_up) { return; } try { _listener.EndAcceptTcpClient(r).Close(); } catch (Exception) { } _listener.BeginAcceptTcpClient(Done, null);")]
    [InlineData("try { _listener.EndAcceptTcpClient(r).Close(); } catch (Exception) { } try { _listener.BeginAcceptTcpClient(Done, null); } catch (ObjectDisposedException) { }")]
    [InlineData("try { _listener.EndAcceptTcpClient(r).Close(); } catch (SocketException) { } catch (Exception) { throw; } _listener.BeginAcceptTcpClient(Done, null);")]
    [InlineData("try { _listener.EndAcceptTcpClient(r).Close(); _listener.BeginAcceptTcpClient(Done, null); } catch (Exception) { }")]
    public Task An_accept_that_is_not_begun_when_the_listener_is_stopped_is_quiet(string body) => Verify<CallbackCrashesProcess>.Quiet(Type($$"""
        bool _up;

        void M() => _listener.BeginAcceptTcpClient(Done, _listener);

        void Stop() { _up = false; _listener.Stop(); }

        void Done(IAsyncResult r) { {{body}} }
        """));

    [Fact]
    public Task A_listener_that_nobody_stops_never_fails_so() => Verify<CallbackCrashesProcess>.Quiet(Type("""
        void M() => _listener.BeginAcceptTcpClient(Done, _listener);

        void Done(IAsyncResult r) { try { _listener.EndAcceptTcpClient(r).Close(); } catch (Exception) { } _listener.BeginAcceptTcpClient(Done, null); }
        """));
}
