using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.WebSockets;

namespace NetworkingAnalyzers.Tests.Rules.WebSockets;

public sealed class EndOfMessageIgnoredTests
{
    [Theory]
    [InlineData("var result = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token); Use(Encoding.UTF8.GetString(buffer, 0, result.Count));")]
    [InlineData("while (socket.State == WebSocketState.Open) { var result = await socket.[|ReceiveAsync|](buffer.AsMemory(), token); var text = Encoding.UTF8.GetString(buffer.AsSpan(0, result.Count)); Use(text); }")]
    [InlineData("var result = await socket.[|ReceiveAsync|](buffer, token).ConfigureAwait(false); if (result.MessageType == WebSocketMessageType.Text) Use(System.Text.Json.JsonSerializer.Deserialize<string>(buffer.AsSpan(0, result.Count))!);")]
    [InlineData("await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token); Use(Encoding.UTF8.GetString(buffer).TrimEnd('\\0'));")]
    [InlineData("var result = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token); if (result.MessageType == WebSocketMessageType.Close) return; Use(Encoding.UTF8.GetString(buffer));")]
    public Task A_part_that_is_decoded_by_a_type_that_never_asks_for_the_end_is_reported(string code) => Verify<EndOfMessageIgnored>.Reports(Around(code));

    [Theory]
    [InlineData("var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (!result.EndOfMessage) throw new InvalidOperationException(); Use(Encoding.UTF8.GetString(buffer, 0, result.Count));")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); all.Write(buffer, 0, result.Count); } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(all.ToArray()));")]
    [InlineData("var size = 0; WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, size, buffer.Length - size), token); size += result.Count; } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(buffer, 0, size));")]
    public Task Whoever_gathers_until_the_end_is_quiet(string code) => Verify<EndOfMessageIgnored>.Quiet(Around(code));

    [Theory]
    [InlineData("var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); await pipe.WriteAsync(buffer.AsMemory(0, result.Count), token);")]
    [InlineData("var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); await other.SendAsync(new ArraySegment<byte>(buffer, 0, result.Count), result.MessageType, true, token);")]
    public Task Bytes_that_go_on_as_bytes_may_have_a_framing_of_their_own(string code) => Verify<EndOfMessageIgnored>.Quiet(Around(code));

    [Theory]
    [InlineData("Use(Encoding.UTF8.GetString(buffer)); await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token);")]
    [InlineData("await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(string.Empty);")]
    public Task A_receive_whose_bytes_nobody_decodes_is_quiet(string code) => Verify<EndOfMessageIgnored>.Quiet(Around(code));

    [Fact]
    public Task Text_that_is_gathered_may_have_delimiters_of_its_own() => Verify<EndOfMessageIgnored>.Quiet(Around(
        "var text = new StringBuilder(); while (text.ToString().IndexOf('\\n') < 0) { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); text.Append(Encoding.ASCII.GetString(buffer, 0, result.Count)); } Use(text.ToString());"));

    [Fact]
    public Task A_result_that_is_given_on_is_asked_elsewhere() => Verify<EndOfMessageIgnored>.Quiet(Around(
        "var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Take(Encoding.UTF8.GetString(buffer, 0, result.Count), result);"));

    [Theory]
    [InlineData("WebSocketReceiveResult result; var size = 0; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, size, buffer.Length - size), token); size += result.Count; } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(buffer, 0, [|result.Count|]));")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(buffer.AsSpan(0, [|result.Count|])));")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(buffer[..[|result.Count|]]));")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); _size = [|result.Count|];")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); if (result.MessageType == WebSocketMessageType.Text) Use(Encoding.UTF8.GetString(buffer, 0, [|result.Count|]));")]
    [InlineData("ValueWebSocketReceiveResult result; while (true) { result = await socket.ReceiveAsync(buffer.AsMemory(), token); if (result.EndOfMessage) break; } Use(Encoding.UTF8.GetString(buffer, 0, [|result.Count|]));")]
    public Task The_count_of_the_last_part_is_not_that_of_the_message(string code) => Verify<EndOfMessageIgnored>.Reports(Around(code));

    [Theory]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); if (result.Count == 0) return;")]
    [InlineData("MemoryStream? all = null; WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); if (!result.EndOfMessage) all ??= new MemoryStream(); all?.Write(buffer, 0, result.Count); } while (!result.EndOfMessage); Use(Encoding.UTF8.GetString(all is null ? buffer[..result.Count] : all.ToArray()));")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); Console.WriteLine($\"last part: {result.Count}\");")]
    [InlineData("WebSocketReceiveResult result; do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); Use(Encoding.UTF8.GetString(buffer, 0, result.Count));")]
    public Task A_count_that_is_no_size_or_of_another_receive_is_quiet(string code) => Verify<EndOfMessageIgnored>.Quiet(Around(code));

    [Theory]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult result; while (0 < (result = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token)).Count) { all.Write(buffer, 0, result.Count); if (result.EndOfMessage) break; }")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult result; while ((result = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token)).Count > 0) { all.Write(buffer, 0, result.Count); if (result.EndOfMessage) break; }")]
    [InlineData("WebSocketReceiveResult result; while ((result = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token)).Count != 0 && !token.IsCancellationRequested) { _size += result.Count; }")]
    public Task A_loop_that_an_empty_part_ends_is_reported(string code) => Verify<EndOfMessageIgnored>.Reports(Around(code));

    [Fact]
    public Task A_loop_that_the_close_ends_is_quiet() => Verify<EndOfMessageIgnored>.Quiet(Around(
        "WebSocketReceiveResult result; while ((result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token)).MessageType != WebSocketMessageType.Close) { if (result.EndOfMessage) _size++; }"));

    [Fact]
    public Task A_finally_that_the_early_continue_passes_through_throws_the_part_away() => Verify<EndOfMessageIgnored>.Reports(Around(
        """
        var text = new StringBuilder();
        while (socket.State == WebSocketState.Open)
        {
            try
            {
                var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token);
                text.Append(Encoding.ASCII.GetString(buffer, 0, result.Count));
                if (!result.EndOfMessage || result.CloseStatus.HasValue)
                {
                    continue;
                }

                Use(text.ToString());
            }
            finally
            {
                text.[|Clear|]();
            }
        }
        """));

    [Fact]
    public Task A_result_that_began_as_a_parameter_is_looked_at_too() => Verify<EndOfMessageIgnored>.Reports(Around(
        "Use(string.Empty); async Task Go(WebSocketReceiveResult result) { do { result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); } while (!result.EndOfMessage); _size = [|result.Count|]; } await Go(null!);"));

    [Theory]
    [InlineData("if (result.CloseStatus.HasValue) { continue; }", "text.Clear();")]
    [InlineData("if (!result.EndOfMessage) { continue; }", "if (_size > 9) { text.Clear(); }")]
    [InlineData("if (!result.EndOfMessage) { continue; }", "_others.Clear();")]
    public Task A_finally_that_clears_something_else_or_after_the_whole_is_quiet(string early, string last) => Verify<EndOfMessageIgnored>.Quiet(Around(
        "var text = new StringBuilder(); while (true) { try { var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), token); text.Append(Encoding.ASCII.GetString(buffer, 0, result.Count)); "
        + early + " Use(text.ToString()); } finally { " + last + " } }"));

    private static string Around(string code) =>
        "using System;\nusing System.IO;\nusing System.IO.Pipelines;\nusing System.Net.WebSockets;\nusing System.Text;\nusing System.Threading;\nusing System.Threading.Tasks;\n\n"
        + "class C\n{\n    private int _size;\n    private readonly StringBuilder _others = new();\n\n    async Task Receive(WebSocket socket, WebSocket other, PipeWriter pipe, byte[] buffer, CancellationToken token)\n    {\n"
        + code + "\n    }\n\n    void Use(string text) => _size += text.Length;\n\n    void Take(string text, WebSocketReceiveResult result) => Use(text + result);\n}\n";
}
