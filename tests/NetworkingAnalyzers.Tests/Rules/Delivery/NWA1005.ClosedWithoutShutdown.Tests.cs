using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class ClosedWithoutShutdownTests
{
    [Theory]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) return; socket.Send(buffer, n, SocketFlags.None); socket.[|Close|]();")]
    [InlineData("var own = client.GetStream(); var n = own.Read(buffer, 0, 9); own.Write(buffer, 0, n); client.[|Close|]();")]
    [InlineData("var n = await stream.ReadAsync(buffer); await stream.WriteAsync(buffer.AsMemory(0, n)); await stream.[|DisposeAsync|]();")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n == 0) break; socket.Send(buffer, n, SocketFlags.None); if (buffer[0] == 4) { socket.[|Dispose|](); return; } }")]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(reader.ReadLine()); stream.[|Close|]();")]
    [InlineData("var own = client.GetStream(); var n = own.Read(buffer, 0, 9); own.Write(buffer, 0, n); own.[|Close|](); own.Dispose(); client.Close();")]
    public Task A_close_right_behind_the_reply_is_reported(string code) => Verify<ClosedWithoutShutdown>.Reports(Around(code));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); socket.Send(buffer, n, SocketFlags.None); socket.Shutdown(SocketShutdown.Send); while (socket.Receive(buffer) > 0) { } socket.Close();")]
    [InlineData("var n = socket.Receive(buffer); socket.Send(buffer, n, SocketFlags.None); socket.Shutdown(SocketShutdown.Both); socket.Close();")]
    [InlineData("var n = socket.Receive(buffer); socket.Send(buffer, n, SocketFlags.None); if (socket.Receive(buffer) == 0) socket.Close();")]
    public Task A_shutdown_or_a_read_between_them_is_quiet(string code) => Verify<ClosedWithoutShutdown>.Quiet(Around(code));

    [Fact]
    public Task A_loop_that_reads_to_the_end_is_quiet() => Verify<ClosedWithoutShutdown>.Quiet(Around(
        "int n; while ((n = socket.Receive(buffer)) > 0) { socket.Send(buffer, n, SocketFlags.None); } socket.Close();"));

    [Fact]
    public Task A_peer_that_is_never_listened_to_may_be_silent() => Verify<ClosedWithoutShutdown>.Quiet(Around("socket.Send(buffer); socket.Close();"));

    [Fact]
    public Task Code_that_is_given_the_connection_may_shut_it_down() => Verify<ClosedWithoutShutdown>.Quiet(Around(
        "var n = socket.Receive(buffer); socket.Send(buffer, n, SocketFlags.None); End(socket); socket.Close();"));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); client.Client.Send(buffer, n, SocketFlags.None); socket.Close();")]
    [InlineData("var n = file.Read(buffer, 0, 9); file.Write(buffer, 0, n); file.Close();")]
    public Task Another_connection_and_a_file_are_quiet(string code) => Verify<ClosedWithoutShutdown>.Quiet(Around(code));

    private static string Around(string code) =>
        "using System;\nusing System.IO;\nusing System.Net.Sockets;\nusing System.Threading.Tasks;\n\nclass C\n{\n"
        + "    async Task Run(NetworkStream stream, Stream file, Socket socket, TcpClient client, byte[] buffer)\n    {\n        await Task.Yield();\n" + code + "\n    }\n\n    void End(Socket socket) => socket.Shutdown(SocketShutdown.Both);\n}\n";
}
