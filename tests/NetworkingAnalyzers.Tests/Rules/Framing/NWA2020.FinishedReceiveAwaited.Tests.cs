using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class FinishedReceiveAwaitedTests
{
    [Theory]
    [InlineData("var read = stream.ReadAsync(buffer, 0, 100); while (true) { var n = await [|read|]; if (n == 0) return; Use(n); }")]
    [InlineData("var read = udp.ReceiveAsync(); while (true) { var result = await [|read|].ConfigureAwait(false); if (result.RemoteEndPoint.Port == 9) return; }")]
    [InlineData("var accept = listener.AcceptTcpClientAsync(); for (var i = 0; i < 9; i++) { using var client = await [|accept|]; Use(i); }")]
    [InlineData("Task<SocketReceiveFromResult>? receive = null; if (receive == null) receive = socket.ReceiveFromAsync(new ArraySegment<byte>(buffer), SocketFlags.None, anyone); while (true) { if (await Task.WhenAny(receive, Task.Delay(9)) != receive) break; var result = await [|receive|]; if (result.ReceivedBytes > 3) return; }")]
    [InlineData("var receive = Helper.ReceiveMessageAsync(socket); while (true) { Use(await [|receive|]); }")]
    public Task A_receive_that_is_awaited_round_after_round_is_reported(string code) => Verify<FinishedReceiveAwaited>.Reports(Around(code));

    [Theory]
    [InlineData("var read = stream.ReadAsync(buffer, 0, 100); while (true) { var n = await read; if (n == 0) return; Use(n); read = stream.ReadAsync(buffer, 0, 100); }")]
    [InlineData("while (true) { var read = stream.ReadAsync(buffer, 0, 100); var n = await read; if (n == 0) return; Use(n); }")]
    [InlineData("Task<int>? read = null; while (true) { read ??= stream.ReadAsync(buffer, 0, 100); if (await Task.WhenAny(read, Task.Delay(9)) == read) { Use(await read); read = null; } }")]
    public Task One_that_is_started_again_is_quiet(string code) => Verify<FinishedReceiveAwaited>.Quiet(Around(code));

    [Theory]
    [InlineData("var read = stream.ReadAsync(buffer, 0, 100); while (true) { if (await Task.WhenAny(read, Task.Delay(9)) == read) { Use(await read); break; } Use(0); }")]
    [InlineData("var read = stream.ReadAsync(buffer, 0, 100); foreach (var b in buffer) { Use(b); } Use(await read);")]
    [InlineData("var read = stream.ReadAsync(buffer, 0, 100); do { Use(await read); return; } while (buffer.Length > 0);")]
    public Task A_loop_that_is_left_after_the_await_is_quiet(string code) => Verify<FinishedReceiveAwaited>.Quiet(Around(code));

    [Theory]
    [InlineData("var read = File.OpenRead(\"f\").ReadAsync(buffer, 0, 100); while (true) { Use(await read); }")]
    [InlineData("var ready = Task.FromResult(1); while (true) { Use(await ready); }")]
    public Task What_is_no_receive_is_quiet(string code) => Verify<FinishedReceiveAwaited>.Quiet(Around(code));

    [Fact]
    public Task A_task_that_another_function_writes_is_quiet() => Verify<FinishedReceiveAwaited>.Quiet(Around(
        "var read = stream.ReadAsync(buffer, 0, 100); void Next() => read = stream.ReadAsync(buffer, 0, 100); while (true) { Use(await read); Next(); }"));

    [Theory]
    [InlineData("while (true) { _read ??= socket.ReceiveAsync(buffer, SocketFlags.None); Use(await [|_read|]); }", true)]
    [InlineData("while (true) { _read ??= socket.ReceiveAsync(buffer, SocketFlags.None); var n = await _read; _read = null; Use(n); }", false)]
    [InlineData("while (true) { _read ??= socket.ReceiveAsync(buffer, SocketFlags.None); Use(await System.Threading.Interlocked.Exchange(ref _read, null)!); }", false)]
    public Task A_field_that_nobody_empties_holds_the_finished_receive(string code, bool isReported) =>
        isReported ? Verify<FinishedReceiveAwaited>.Reports(Around(code)) : Verify<FinishedReceiveAwaited>.Quiet(Around(code));

    private static string Around(string code) =>
        "using System;\nusing System.IO;\nusing System.Net;\nusing System.Net.Sockets;\nusing System.Threading.Tasks;\n\nclass C\n{\n    private int _sum;\n    private Task<int>? _read;\n\n"
        + "    async Task Run(NetworkStream stream, UdpClient udp, TcpListener listener, Socket socket, EndPoint anyone, byte[] buffer)\n    {\n" + code + "\n        await Task.Yield();\n    }\n\n    void Use(int n) => _sum += n;\n}\n\n"
        + "static class Helper\n{\n    public static Task<int> ReceiveMessageAsync(this Socket socket) => Task.FromResult(socket.Available);\n}\n";
}
