using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class CompletionErrorUnreadTests
{
    [Theory]
    [InlineData("Use(e.Buffer!);")]
    [InlineData("Use(e.MemoryBuffer.ToArray());")]
    [InlineData("Console.WriteLine(e.AcceptSocket!.RemoteEndPoint);")]
    [InlineData("Helper(e);")]
    [InlineData("if (!_socket.ReceiveAsync(e)) { }")]
    [InlineData("var received = e; Use(received.Buffer!);")]
    public Task A_handler_that_uses_the_result_unseen_is_reported(string body) => Reports(body);

    [Fact]
    public Task A_lambda_is_reported() => Verify<CompletionErrorUnread>.Reports(Usings + """
        class C
        {
            void M(SocketAsyncEventArgs args) => args.[|Completed|] += (_, e) => Console.WriteLine(e.Buffer!.Length);
        }
        """);

    [Fact]
    public Task In_a_test_it_is_quiet() => Verify<CompletionErrorUnread>.Quiet(Usings + """
        class C
        {
            [Fact]
            void M(SocketAsyncEventArgs args) => args.Completed += (_, e) => Console.WriteLine(e.Buffer!.Length);
        }

        class FactAttribute : Attribute { }
        """);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<CompletionErrorUnread>.Reports(
        """
        using System;
        using System.Net.Sockets;

        class C
        {
            void M(SocketAsyncEventArgs args) { args.[|Completed|] += new EventHandler<SocketAsyncEventArgs>(Done); }

            void Done(object sender, SocketAsyncEventArgs e) { Console.WriteLine(e.Buffer.Length); }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("if (e.SocketError == SocketError.Success) Use(e.Buffer!);")]
    [InlineData("if (e.BytesTransferred > 0) Use(e.Buffer!);")]
    [InlineData("Checking(e);")]
    [InlineData("var n = e.BytesTransferred; Use(e.Buffer!);")]
    public Task Any_look_at_how_it_went_is_quiet(string body) => Quiet(body);

    [Theory]
    [InlineData("_signal.Set();")]
    [InlineData("Console.WriteLine(\"done\");")]
    [InlineData("e.AcceptSocket = null; e.Dispose();")]
    public Task A_handler_that_uses_nothing_leaves_it_to_whoever_waits(string body) => Quiet(body);

    [Theory]
    [InlineData("Use(e.Buffer!); _result.SetResult(e);")]
    [InlineData("Use(e.Buffer!); _next(e);")]
    [InlineData("Use(e.Buffer!); Overridable(e);")]
    [InlineData("Use(e.Buffer!); _kept = e;")]
    public Task Arguments_that_go_on_may_be_asked_there(string body) => Quiet(body);

    private const string Usings = """
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private static string Around(string body, string subscribe) => Usings + $$"""
        class C
        {
            readonly Socket _socket = null!;
            readonly ManualResetEvent _signal = new(false);
            readonly TaskCompletionSource<SocketAsyncEventArgs> _result = new();
            readonly Action<SocketAsyncEventArgs> _next = null!;
            SocketAsyncEventArgs? _kept;

            void M(SocketAsyncEventArgs args) => {{subscribe}};

            void Done(object? sender, SocketAsyncEventArgs e) { {{body}} }

            void Use(byte[] bytes) { }

            void Helper(SocketAsyncEventArgs e) => Use(e.Buffer!);

            void Checking(SocketAsyncEventArgs e) { if (e.SocketError == 0) Use(e.Buffer!); }

            protected virtual void Overridable(SocketAsyncEventArgs e) { }
        }
        """;

    private static Task Reports(string body) => Verify<CompletionErrorUnread>.Reports(Around(body, "args.[|Completed|] += Done"));

    private static Task Quiet(string body) => Verify<CompletionErrorUnread>.Quiet(Around(body, "args.Completed += Done"));
}
