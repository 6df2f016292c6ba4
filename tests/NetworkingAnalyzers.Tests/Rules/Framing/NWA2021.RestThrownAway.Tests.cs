using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class RestThrownAwayTests
{
    private const string Cut = "var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) [|break;|] Use(buffer, offset, size); offset += size; }";

    [Theory]
    [InlineData("while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; " + Cut + " }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (n == 0) return; var offset = 0; while (offset < n) { int size = buffer[offset] + 1; if (offset + size > n) { Console.WriteLine(\"too short\"); [|break;|] } Use(buffer, offset, size); offset += size; } }")]
    [InlineData("while (true) { var n = await stream.ReadAsync(buffer.AsMemory()); if (n == 0) return; for (var offset = 0; offset < n;) { int size = buffer[offset] + 1; if (size > n - offset) [|break;|] Use(buffer, offset, size); offset += size; } }")]
    public Task The_beginning_of_a_message_that_the_next_receive_overwrites_is_reported(string code) => Verify<RestThrownAway>.Reports(Around(code));

    [Fact]
    public Task A_private_parser_that_is_given_what_was_received_is_reported() => Verify<RestThrownAway>.Reports(Around(
        "while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; Parse(buffer, n); }",
        "private int Parse(byte[] buffer, int n) { var found = 0; var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) [|return found;|] found++; offset += size; } return found; }"));

    [Theory]
    [InlineData("private int Parse(byte[] buffer, int n) { var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) return offset; offset += size; } return offset; }")]
    [InlineData("private int Parse(byte[] buffer, int n) { var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) break; offset += size; } return offset; }")]
    [InlineData("public int Parse(byte[] buffer, int n) { var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) return 0; offset += size; } return 1; }")]
    public Task A_parser_that_says_how_far_it_came_or_that_others_may_call_is_quiet(string parser) => Verify<RestThrownAway>.Quiet(Around(
        "while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; Parse(buffer, n); }", parser));

    [Theory]
    [InlineData("while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) break; offset += size; } Buffer.BlockCopy(buffer, offset, buffer, 0, n - offset); }")]
    [InlineData("while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) { Keep(buffer, offset); break; } offset += size; } }")]
    [InlineData("while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n == 0) return; var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) { _kept = size; break; } offset += size; } }")]
    public Task A_rest_that_is_kept_is_quiet(string code) => Verify<RestThrownAway>.Quiet(Around(code));

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, buffer.Length); var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) break; offset += size; }")]
    [InlineData("while (true) { var n = file.Read(buffer, 0, buffer.Length); if (n == 0) return; var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) break; offset += size; } }")]
    [InlineData("EndPoint from = anyone; while (true) { var n = socket.ReceiveFrom(buffer, ref from); var offset = 0; while (n - offset >= 2) { int size = buffer[offset]; if (n - offset < size) break; offset += size; } }")]
    public Task A_single_receive_a_file_and_a_datagram_are_quiet(string code) => Verify<RestThrownAway>.Quiet(Around(code));

    private static string Around(string code, string members = "") =>
        "using System;\nusing System.IO;\nusing System.Net;\nusing System.Net.Sockets;\nusing System.Threading.Tasks;\n\nclass C\n{\n    private int _kept;\n\n"
        + "    async Task Run(NetworkStream stream, Stream file, Socket socket, EndPoint anyone, byte[] buffer)\n    {\n        await Task.Yield();\n" + code + "\n    }\n\n"
        + "    void Use(byte[] buffer, int offset, int size) => _kept += buffer[offset] + size;\n\n    void Keep(byte[] buffer, int offset) => _kept = buffer[offset];\n\n    " + members + "\n}\n";
}
