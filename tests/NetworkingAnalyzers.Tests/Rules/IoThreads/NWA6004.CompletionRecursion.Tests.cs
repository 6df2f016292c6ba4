using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp;
using NetworkingAnalyzers.Rules.IoThreads;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class CompletionRecursionTests
{
    private const string Usings = """
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Theory]
    [InlineData("if (!_socket.[|ReceiveAsync|](e)) Done(_socket, e);")]
    [InlineData("if (_socket.[|ReceiveAsync|](e) == false) { Done(_socket, e); }")]
    [InlineData("var pending = _socket.[|ReceiveAsync|](e); if (!pending) Done(_socket, e);")]
    [InlineData("bool pending = _socket.[|SendAsync|](e); if (pending == false) Done(null, e);")]
    [InlineData("if (_socket.[|AcceptAsync|](e)) return; Done(_socket, e);")]
    [InlineData("if (_socket.[|AcceptAsync|](e)) { return; } Done(_socket, e);")]
    [InlineData("if (_socket.[|ReceiveAsync|](e)) { Console.WriteLine(); } else { Done(_socket, e); }")]
    [InlineData("while (!_socket.[|ReceiveAsync|](e)) { Done(_socket, e); }")]
    [InlineData("bool pending; if (e.Count > 1) pending = _socket.[|ReceiveFromAsync|](e); else pending = _socket.ReceiveAsync(e); if (!pending) Done(_socket, e);")]
    [InlineData("bool pending; if (e.Count > 1) pending = _socket.[|ReceiveAsync|]((SocketAsyncEventArgs)e.UserToken!); else pending = _socket.[|ReceiveAsync|](e); if (!pending) Done(_socket, e);")]
    [InlineData("try { if (!_socket.[|ReceiveAsync|](e)) Done(_socket, e); } catch (SocketException) { }")]
    [InlineData("if (!_socket.[|ReceiveAsync|](e)) _done(null, e);")]
    [InlineData("if (!_socket.[|ReceiveAsync|](e)) Start(e);")]
    public Task A_handler_that_starts_the_next_operation_and_is_called_for_it_is_reported(string start) => Reports(Around(start));

    [Fact]
    public Task Two_operations_that_take_turns_are_reported() => Reports(Usings + """
        class Echo
        {
            readonly Socket _socket = null!;

            void ProcessReceive(SocketAsyncEventArgs e)
            {
                if (!_socket.[|SendAsync|](e)) ProcessSend(e);
            }

            void ProcessSend(SocketAsyncEventArgs e)
            {
                if (!_socket.[|ReceiveAsync|](e)) ProcessReceive(e);
            }
        }
        """);

    [Fact]
    public Task An_awaited_handler_that_is_done_at_once_is_reported() => Reports(Usings + """
        class Session
        {
            readonly Socket _socket = null!;
            readonly SocketAsyncEventArgs _args = new();
            Func<Task> _handle = null!;

            void Begin() { if (_socket.[|ReceiveAsync|](_args) == false) End(_socket, _args); }

            async void End(object? sender, SocketAsyncEventArgs e)
            {
                await _handle();
                Begin();
            }
        }
        """);

    [Fact]
    public Task A_loop_is_quiet() => Quiet(Usings + """
        class Session
        {
            readonly Socket _socket = null!;

            void Start(SocketAsyncEventArgs e)
            {
                while (!_socket.ReceiveAsync(e))
                {
                    Handle(e);
                }
            }

            void Completed(object? sender, SocketAsyncEventArgs e) { Handle(e); Start(e); }

            void Handle(SocketAsyncEventArgs e) { }
        }
        """);

    [Theory]
    [InlineData("Task.Run(() => Start(e));")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Start(e));")]
    [InlineData("if (System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) Start(e);")]
    [InlineData("Task.Factory.StartNew(() => Start(e));")]
    public Task A_handler_that_minds_the_stack_is_quiet(string next) => Quiet(Around("if (!_socket.ReceiveAsync(e)) Done(_socket, e);", next));

    [Fact]
    public Task A_handler_that_starts_nothing_is_quiet() => Quiet(Around("if (!_socket.ReceiveAsync(e)) Done(_socket, e);", "Console.WriteLine(e.BytesTransferred);"));

    [Fact]
    public Task A_completion_handed_to_another_thread_is_quiet() => Quiet(Around("if (!_socket.ReceiveAsync(e)) Task.Run(() => Done(_socket, e));"));

    [Fact]
    public Task A_connect_is_done_at_once_only_where_it_fails_at_once() => Quiet(Around("if (!_socket.ConnectAsync(e)) Done(_socket, e);"));

    [Fact]
    public Task What_is_called_while_the_operation_is_pending_is_no_recursion() => Quiet(Around("if (_socket.ReceiveAsync(e)) Console.WriteLine();", "Start(e);"));

    [Theory]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) _socket.[|BeginReceive|](_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null);")]
    [InlineData("var n = _socket.EndReceive(result); if (n == 0) return; try { _socket.[|BeginReceive|](_buffer, 0, 64, 0, new AsyncCallback(OnReceived), _socket); } catch (SocketException) { }")]
    [InlineData("var n = _stream.EndRead(result); if (n > 0) _stream.[|BeginRead|](_buffer, 0, _buffer.Length, OnReceived, null);")]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) Again();")]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) _socket.[|BeginReceive|](_buffer, 0, _buffer.Length, 0, OnBody, null);")]
    public Task A_callback_that_begins_the_next_receive_is_reported(string body) =>
        Reports(Callback(body.Replace("Again()", "Next()"), next: body.Contains("Again") ? "_socket.[|BeginReceive|](_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null);" : "", body: body.Contains("OnBody") ? "_socket.EndReceive(result); _socket.[|BeginReceive|](_buffer, 0, 4, 0, OnReceived, null);" : ""));

    [Theory]
    [InlineData("var n = _socket.EndReceive(result); if (!result.CompletedSynchronously && n > 0) _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null);")]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) Task.Run(() => _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null));")]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) new Task(() => _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null)).Start();")]
    [InlineData("_got += _socket.EndReceive(result); if (_got < _buffer.Length) _socket.BeginReceive(_buffer, _got, _buffer.Length - _got, SocketFlags.None, OnReceived, null);")]
    [InlineData("var n = _socket.EndReceive(result); if (n > 0) _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnBody, null);")]
    [InlineData("var n = _memory.EndRead(result); if (n > 0) _memory.BeginRead(_buffer, 0, _buffer.Length, OnReceived, null);")]
    public Task A_callback_that_minds_who_called_it_or_ends_with_the_message_is_quiet(string body) => Quiet(Callback(body));

    [Theory]
    [InlineData("", false)]
    [InlineData("NET;NETCOREAPP;NET6_0_OR_GREATER;NET8_0", false)]
    [InlineData("NETFRAMEWORK;NET47", true)]
    [InlineData("NETSTANDARD;NETSTANDARD2_0", true)]
    [InlineData("NETCOREAPP;NETCOREAPP3_1", true)]
    public void Code_for_an_older_framework_may_run_where_callbacks_have_a_stack_of_their_own(string symbols, bool may) => Assert.Equal(
        may, Callbacks.MayRunOnTheirOwn(CSharpSyntaxTree.ParseText("", CSharpParseOptions.Default.WithPreprocessorSymbols(symbols.Split(';', StringSplitOptions.RemoveEmptyEntries)))));

    [Fact]
    public Task Of_several_ways_to_the_next_receive_the_first_is_told() => Reports(Callback(
        "var n = _socket.EndReceive(result); if (n == 0) return; if (n < 4) { _socket.[|BeginReceive|](_buffer, 0, 4, 0, OnReceived, null); return; } _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null);"));

    [Theory]
    [InlineData("switch (e.LastOperation) { case SocketAsyncOperation.Receive: Answer(e); break; case SocketAsyncOperation.Send: break; }", false)]
    [InlineData("switch (e.LastOperation) { case SocketAsyncOperation.Receive: Answer(e); break; default: Console.WriteLine(e.LastOperation); break; }", false)]
    [InlineData("if (e.LastOperation == SocketAsyncOperation.Receive) { Answer(e); }", false)]
    [InlineData("var done = e.LastOperation; if (done != SocketAsyncOperation.Send) Answer(e); else Console.WriteLine();", false)]
    [InlineData("switch (e.LastOperation) { case SocketAsyncOperation.Receive: break; case SocketAsyncOperation.Send: Answer(e); break; }", true)]
    [InlineData("switch (e.LastOperation) { case SocketAsyncOperation.Receive: case SocketAsyncOperation.Send: Answer(e); break; }", true)]
    [InlineData("switch (other.LastOperation) { case SocketAsyncOperation.Receive: Answer(e); break; }", true)]
    public Task What_the_handler_does_behind_a_receive_does_not_happen_behind_a_send(string handle, bool isReported)
    {
        var code = Usings + $$"""
            class Session
            {
                readonly Socket _socket = null!;
                readonly SocketAsyncEventArgs other = new();

                void Queue(byte[] packet)
                {
                    var args = new SocketAsyncEventArgs();
                    args.SetBuffer(packet, 0, packet.Length);
                    if (!_socket.{{(isReported ? "[|SendAsync|]" : "SendAsync")}}(args)) Completed(this, args);
                }

                void Completed(object? sender, SocketAsyncEventArgs e) { {{handle}} }

                void Answer(SocketAsyncEventArgs e) => Queue(new byte[9]);
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    [Theory]
    [InlineData("if (_socket != null && !_socket.[|ReceiveAsync|](e)) Done(_socket, e);")]
    [InlineData("if (_socket == null || _socket.[|ReceiveAsync|](e)) return; Done(_socket, e);")]
    public Task A_question_beside_it_hides_nothing(string start) => Reports(Around(start));

    [Theory]
    [InlineData("if (_socket != null && _socket.ReceiveAsync(e)) Done(_socket, e);")]
    [InlineData("if (_socket == null || _socket.ReceiveAsync(e)) Done(_socket, e);")]
    public Task What_is_done_while_it_is_pending_is_quiet_beside_another_question_too(string start) => Quiet(Around(start));

    [Fact]
    public Task Before_net_6_a_callback_runs_on_its_own() => Verify<CompletionRecursion>.Quiet(
        Callback("var n = _socket.EndReceive(result); if (n > 0) _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null);").Replace("#nullable enable", "").Replace("null!", "null"),
        framework: "net462");

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<CompletionRecursion>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            Socket _socket;

            void Start(SocketAsyncEventArgs e) { if (!_socket.[|ReceiveAsync|](e)) Done(e); }

            void Done(SocketAsyncEventArgs e) { Start(e); }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("if (!_socket.SendAsync(e)) Done(_socket, e);", "Console.ReadLine(); Next(e);")]
    [InlineData("Console.ReadKey(); if (!_socket.SendAsync(e)) Done(_socket, e);", "Next(e);")]
    public Task A_person_who_types_before_each_operation_keeps_the_stack_low(string start, string next) => Quiet(Around(start, next));

    [Theory]
    [InlineData("if (!_socket.SendAsync(e)) Sent(e);", "var sent = e.BytesTransferred; if (sent < e.Count) { e.SetBuffer(e.Offset + sent, e.Count - sent); Start(e); return; } Console.WriteLine();", false)]
    [InlineData("if (!_socket.SendAsync(e)) Sent(e);", "_sent += e.BytesTransferred; if (_sent < _all.Length) { e.SetBuffer(_sent, _all.Length - _sent); Start(e); }", false)]
    [InlineData("if (!_socket.SendAsync(e)) Sent(e);", "_left -= e.BytesTransferred; if (_left > 0) { Start(e); }", false)]
    [InlineData("if (!_socket.[|SendAsync|](e)) Sent(e);", "if (e.BytesTransferred > 0) { Start(e); }", true)]
    [InlineData("if (!_socket.[|SendAsync|](e)) Sent(e);", "if (e.BytesTransferred < e.Count) { Start(e); return; } Start(e);", true)]
    [InlineData("if (!_socket.[|ReceiveAsync|](e)) Sent(e);", "var got = e.BytesTransferred; if (got < e.Count) { e.SetBuffer(e.Offset + got, e.Count - got); Start(e); }", true)]
    public Task The_rest_of_what_is_sent_has_an_end(string start, string sent, bool isReported)
    {
        var code = Usings + $$"""
            class Session
            {
                readonly Socket _socket = null!;
                readonly byte[] _all = new byte[9];
                int _sent;
                int _left;

                public int Left => _left + _sent;

                void Start(SocketAsyncEventArgs e) { {{start}} }

                void Sent(SocketAsyncEventArgs e) { {{sent}} }
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    private static string Callback(string received, string next = "", string body = "") => Usings + $$"""
        class Session
        {
            readonly Socket _socket = null!;
            readonly NetworkStream _stream = null!;
            readonly System.IO.MemoryStream _memory = null!;
            readonly byte[] _buffer = new byte[1024];
            int _got;

            void Start() { _got = 0; _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceived, null); }

            void OnReceived(IAsyncResult result) { {{received}} }

            void OnBody(IAsyncResult result) { {{body}} }

            void Next() { {{next}} }
        }
        """;

    private static string Around(string start, string next = "Next(e);") => Usings + $$"""
        class Session
        {
            readonly Socket _socket = null!;
            readonly EventHandler<SocketAsyncEventArgs> _done;

            Session() => _done = new EventHandler<SocketAsyncEventArgs>(Done);

            void Start(SocketAsyncEventArgs e) { {{start}} }

            void Done(object? sender, SocketAsyncEventArgs e) { {{next}} }

            void Next(SocketAsyncEventArgs e) => Start(e);
        }
        """;

    private static Task Reports(string code) => Verify<CompletionRecursion>.Reports(code);

    private static Task Quiet(string code) => Verify<CompletionRecursion>.Quiet(code);
}
