using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.WebSockets;

namespace NetworkingAnalyzers.Tests.Rules.WebSockets;

public sealed class CloseFrameUnhandledTests
{
    [Theory]
    [InlineData("[|while|] (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.EndOfMessage) Use(result.Count); }")]
    [InlineData("[|while|] (socket.State == WebSocketState.Open) { ValueWebSocketReceiveResult result; do { result = await socket.ReceiveAsync(buffer.AsMemory(), token); Use(result.Count); } while (!result.EndOfMessage); }")]
    [InlineData("[|while|] (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.MessageType == WebSocketMessageType.Text) Use(1); else if (result.MessageType == WebSocketMessageType.Binary) Use(2); }")]
    [InlineData("[|while|] (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); await socket.SendAsync(new ArraySegment<byte>(buffer, 0, result.Count), result.MessageType, result.EndOfMessage, token); }")]
    public Task A_loop_that_never_asks_is_reported(string code) => Verify<CloseFrameUnhandled>.Reports(Around(code));

    [Theory]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.MessageType == WebSocketMessageType.Close) return; Use(result.Count); }")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.MessageType is WebSocketMessageType.Close) return; Use(result.Count); }")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.CloseStatus.HasValue) return; Use(result.Count); }")]
    [InlineData("while (socket.State != WebSocketState.CloseReceived) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count); }")]
    public Task A_loop_that_asks_is_quiet(string code) => Verify<CloseFrameUnhandled>.Quiet(Around(code));

    [Theory]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.MessageType != WebSocketMessageType.Text) return; Use(result.Count); }")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.MessageType == WebSocketMessageType.Text) Use(result.Count); else return; }")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); switch (result.MessageType) { case WebSocketMessageType.Text: Use(1); break; default: return; } }")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (result.Count == 0) return; Use(result.Count); }")]
    public Task A_loop_with_an_answer_to_everything_else_is_quiet(string code) => Verify<CloseFrameUnhandled>.Quiet(Around(code));

    [Theory]
    [InlineData("while (socket.State == WebSocketState.Open) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count); } await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, token);")]
    [InlineData("try { while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count); } } finally { socket.Dispose(); }")]
    public Task A_function_that_closes_behind_the_loop_is_quiet(string code) => Verify<CloseFrameUnhandled>.Quiet(Around(code));

    [Fact]
    public Task A_caller_that_closes_is_quiet() => Verify<CloseFrameUnhandled>.Quiet(Around(
        "while (socket.State == WebSocketState.Open) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count); }",
        "async Task Run(WebSocket socket) { await Receive(socket, new byte[9], default); await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default); }"));

    [Fact]
    public Task A_loop_over_the_parts_of_one_message_is_quiet() => Verify<CloseFrameUnhandled>.Quiet(Around(
        "WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count); } while (!result.EndOfMessage);"));

    [Theory]
    [InlineData("var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(result.Count);")]
    [InlineData("while (true) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Ask(result); }")]
    [InlineData("WebSocketReceiveResult result; while ((result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token)).Count > 0) { Use(result.Count); }")]
    [InlineData("while (true) { Ask(await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token)); }")]
    public Task A_single_receive_a_result_that_is_given_on_and_a_condition_over_it_are_quiet(string code) => Verify<CloseFrameUnhandled>.Quiet(Around(code));

    private static string Around(string code, string members = "") =>
        "using System;\nusing System.Net.WebSockets;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n    private int _size;\n\n    async Task Receive(WebSocket socket, byte[] buffer, CancellationToken token)\n    {\n"
        + code + "\n    }\n\n    void Use(int size) => _size += size;\n\n    void Ask(WebSocketReceiveResult result) => Use(result.Count);\n\n    " + members + "\n}\n";
}
