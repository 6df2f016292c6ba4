using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class SyncCompletionIgnoredTests
{
    private const string Usings = """
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task A_dropped_result_is_reported_and_the_handler_is_called() => Fixes(
        """
        class Receiver
        {
            private readonly SocketAsyncEventArgs _args = new();

            public Receiver(Socket socket)
            {
                _args.Completed += OnCompleted;
                // the first one
                socket.[|ReceiveAsync|](_args);
            }

            private void OnCompleted(object? sender, SocketAsyncEventArgs args) { }
        }
        """,
        """
        class Receiver
        {
            private readonly SocketAsyncEventArgs _args = new();

            public Receiver(Socket socket)
            {
                _args.Completed += OnCompleted;
                // the first one
                if (!socket.ReceiveAsync(_args))
                {
                    OnCompleted(socket, _args);
                }
            }

            private void OnCompleted(object? sender, SocketAsyncEventArgs args) { }
        }
        """);

    [Fact]
    public Task In_the_handler_itself_the_handler_is_called() => Fixes(
        """
        class Receiver
        {
            private readonly Socket _socket;

            public Receiver(Socket socket, SocketAsyncEventArgs args)
            {
                _socket = socket;
                args.Completed += new EventHandler<SocketAsyncEventArgs>(OnCompleted);
            }

            private void OnCompleted(object? sender, SocketAsyncEventArgs e)
            {
                Console.WriteLine(e.BytesTransferred);
                _ = _socket.[|ReceiveAsync|](e);
            }
        }
        """,
        """
        class Receiver
        {
            private readonly Socket _socket;

            public Receiver(Socket socket, SocketAsyncEventArgs args)
            {
                _socket = socket;
                args.Completed += new EventHandler<SocketAsyncEventArgs>(OnCompleted);
            }

            private void OnCompleted(object? sender, SocketAsyncEventArgs e)
            {
                Console.WriteLine(e.BytesTransferred);
                if (!_socket.ReceiveAsync(e))
                {
                    OnCompleted(_socket, e);
                }
            }
        }
        """);

    [Fact]
    public Task Of_two_handlers_that_of_the_arguments_is_called() => Fixes(
        """
        class Echo
        {
            private readonly SocketAsyncEventArgs _receive = new();
            private readonly SocketAsyncEventArgs _send = new();

            public Echo()
            {
                _receive.Completed += Received;
                _send.Completed += Sent;
            }

            public void Start(Socket socket)
            {
                socket.[|ReceiveAsync|](_receive);
                socket.[|SendAsync|](_send);
            }

            private void Received(object? sender, SocketAsyncEventArgs e) { }

            private void Sent(object? sender, SocketAsyncEventArgs e) { }
        }
        """,
        """
        class Echo
        {
            private readonly SocketAsyncEventArgs _receive = new();
            private readonly SocketAsyncEventArgs _send = new();

            public Echo()
            {
                _receive.Completed += Received;
                _send.Completed += Sent;
            }

            public void Start(Socket socket)
            {
                if (!socket.ReceiveAsync(_receive))
                {
                    Received(socket, _receive);
                }
                if (!socket.SendAsync(_send))
                {
                    Sent(socket, _send);
                }
            }

            private void Received(object? sender, SocketAsyncEventArgs e) { }

            private void Sent(object? sender, SocketAsyncEventArgs e) { }
        }
        """);

    [Theory]
    [InlineData("s.[|ReceiveAsync|](e);")]
    [InlineData("s.[|SendAsync|](e);")]
    [InlineData("s.[|AcceptAsync|](e);")]
    [InlineData("s.[|ConnectAsync|](e);")]
    [InlineData("s.[|DisconnectAsync|](e);")]
    [InlineData("s.[|ReceiveFromAsync|](e);")]
    [InlineData("s.[|SendToAsync|](e);")]
    [InlineData("Socket.[|ConnectAsync|](SocketType.Stream, ProtocolType.Tcp, e);")]
    [InlineData("_ = s.[|ReceiveAsync|](e);")]
    [InlineData("var pending = s.[|ReceiveAsync|](e);")]
    [InlineData("if (s.Connected) s.[|ReceiveAsync|](e);")]
    [InlineData("try { s.[|ReceiveAsync|](e); } catch (SocketException) { }")]
    [InlineData("Action a = () => s.[|ReceiveAsync|](e);")]
    [InlineData("void Local() => s.[|ReceiveAsync|](e); Local();")]
    [InlineData("while (true) { s.[|ReceiveAsync|](e); Thread.Sleep(1); }")]
    public Task Every_operation_and_form_is_known(string statement) => Reports("""
        class C
        {
            void M(Socket s, SocketAsyncEventArgs e) { STATEMENT }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task Where_no_handler_can_be_seen_nothing_is_offered() => OffersNothing("""
        class C
        {
            void M(Socket s, SocketAsyncEventArgs e)
            {
                s.[|ReceiveAsync|](e);
            }
        }
        """);

    [Fact]
    public Task A_handler_of_another_object_or_a_lambda_is_not_called() => OffersNothing("""
        class C
        {
            void M(Socket s, SocketAsyncEventArgs e)
            {
                e.Completed += (_, args) => Console.WriteLine(args.BytesTransferred);
                s.[|ReceiveAsync|](e);
            }
        }
        """);

    [Fact]
    public Task On_an_old_framework_it_is_mended() => Verify<SyncCompletionIgnored, SyncCompletionIgnoredFix>.Fixes(
        """
        using System.Net.Sockets;

        class C
        {
            void M(Socket s, SocketAsyncEventArgs e)
            {
                e.Completed += Done;
                s.[|ReceiveAsync|](e);
            }

            void Done(object sender, SocketAsyncEventArgs e) { }
        }
        """,
        """
        using System.Net.Sockets;

        class C
        {
            void M(Socket s, SocketAsyncEventArgs e)
            {
                e.Completed += Done;
                if (!s.ReceiveAsync(e))
                {
                    Done(s, e);
                }
            }

            void Done(object sender, SocketAsyncEventArgs e) { }
        }
        """,
        framework: "net462");

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<SyncCompletionIgnored>.Reports(
        Usings + """
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var e = new SocketAsyncEventArgs();
        e.Completed += (_, _) => { };
        s.[|ConnectAsync|](e);
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("if (!s.ReceiveAsync(e)) { Done(s, e); }")]
    [InlineData("if (s.ReceiveAsync(e) == false) Done(s, e);")]
    [InlineData("var pending = s.ReceiveAsync(e); if (!pending) Done(s, e);")]
    [InlineData("while (!s.ReceiveAsync(e)) Done(s, e);")]
    [InlineData("bool pending; do { pending = s.ReceiveAsync(e); if (!pending) Done(s, e); } while (!pending);")]
    [InlineData("Handle(s.ReceiveAsync(e));")]
    [InlineData("_ = s.ReceiveAsync(e) || Finish(e);")]
    [InlineData("_pending = s.ReceiveAsync(e);")]
    public Task A_result_that_is_looked_at_is_quiet(string statement) => Quiet("""
        class C
        {
            bool _pending;
            bool Pending() => _pending;
            void Done(object? sender, SocketAsyncEventArgs e) { }
            void Handle(bool pending) { }
            bool Finish(SocketAsyncEventArgs e) => true;
            void M(Socket s, SocketAsyncEventArgs e) { STATEMENT }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task Arguments_that_have_no_handler_have_nothing_to_run() => Quiet("""
        class C
        {
            void M(Socket s, byte[] b)
            {
                var args = new SocketAsyncEventArgs();
                args.SetBuffer(b, 0, b.Length);
                s.SendAsync(args);
            }
        }
        """);

    [Fact]
    public Task Arguments_that_are_given_their_handler_elsewhere_are_reported() => Reports("""
        class C
        {
            static void Prepare(SocketAsyncEventArgs args) => args.Completed += (_, _) => { };

            void M(Socket s)
            {
                var args = new SocketAsyncEventArgs();
                Prepare(args);
                s.[|SendAsync|](args);
            }
        }
        """);

    [Fact]
    public Task A_result_that_is_returned_is_quiet() => Quiet("""
        class C
        {
            bool M(Socket s, SocketAsyncEventArgs e) => s.ReceiveAsync(e);
        }
        """);

    [Fact]
    public Task Calls_that_return_tasks_are_another_matter() => Quiet("""
        class C
        {
            void M(Socket s, byte[] b) { s.ReceiveAsync(b, SocketFlags.None); s.ConnectAsync("h", 7); }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(Socket s, SocketAsyncEventArgs e) { s.{|CS1061:ReceiveAsyn|}(e); }
        }
        """);

    private static Task Reports(string code) => Verify<SyncCompletionIgnored>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<SyncCompletionIgnored>.Quiet(Usings + code);

    private static Task Fixes(string before, string after) => Verify<SyncCompletionIgnored, SyncCompletionIgnoredFix>.Fixes(Usings + before, Usings + after);

    private static Task OffersNothing(string code) => Verify<SyncCompletionIgnored, SyncCompletionIgnoredFix>.OffersNothing(Usings + code);
}
