using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class CharactersSplitTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly StringBuilder _all = new();

            async Task<string> M(Socket socket, NetworkStream stream, WebSocket web, byte[] buffer, ArraySegment<byte> segment)
            {
                await Task.Yield();
                var text = new StringBuilder();
                var sum = "";
                {{statements}}
                return text.ToString() + sum;
            }
        }
        """;

    [Fact]
    public Task A_test_knows_its_text() => Verify<CharactersSplit>.Quiet(
        Method("int n; while ((n = stream.Read(buffer, 0, buffer.Length)) > 0) { text.Append(Encoding.UTF8.GetString(buffer, 0, n)); }")
            .Replace("async Task<string> M(", "[Fact] public void Test() { } class FactAttribute : Attribute { } async Task<string> M(", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("int n; while ((n = stream.Read(buffer, 0, buffer.Length)) > 0) { text.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); }")]
    [InlineData("while (true) { var n = await socket.ReceiveAsync(buffer); if (n == 0) { break; } sum += Encoding.UTF8.[|GetString|](buffer.AsSpan(0, n)); }")]
    [InlineData("while (true) { var n = await socket.ReceiveAsync(buffer); if (n == 0) { break; } sum = sum + Encoding.Unicode.[|GetString|](buffer, 0, n); }")]
    [InlineData("while (true) { var n = await socket.ReceiveAsync(buffer); if (n == 0) { break; } var piece = new UTF8Encoding(false).[|GetString|](buffer, 0, n); text.Append(piece); }")]
    [InlineData("while (true) { var n = await socket.ReceiveAsync(buffer); if (n == 0) { break; } sum += new string(Encoding.UTF8.[|GetChars|](buffer, 0, n)); }")]
    [InlineData("while (true) { var n = await socket.ReceiveAsync(buffer); if (n == 0) { break; } text.Append(Encoding.UTF8.[|GetChars|](buffer, 0, n)); }")]
    [InlineData("var n = stream.Read(buffer); while (n > 0) { text.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); n = stream.Read(buffer); }")]
    [InlineData("WebSocketReceiveResult result; do { result = await web.ReceiveAsync(new ArraySegment<byte>(buffer), default); text.Append(Encoding.UTF8.[|GetString|](buffer, 0, result.Count)); } while (!result.EndOfMessage);")]
    [InlineData("WebSocketReceiveResult result; do { result = await web.ReceiveAsync(segment, default); text.Append(Encoding.UTF8.[|GetString|](segment[..result.Count])); } while (!result.EndOfMessage);")]
    [InlineData("var whole = new ArraySegment<byte>(buffer); WebSocketReceiveResult result; do { result = await web.ReceiveAsync(whole, default); text.Append(Encoding.UTF8.[|GetString|](buffer, 0, result.Count)); } while (!result.EndOfMessage);")]
    [InlineData("while (true) { var result = await web.ReceiveAsync(buffer.AsMemory(), default); _all.Append(Encoding.UTF8.[|GetString|](buffer, 0, result.Count)); if (result.EndOfMessage) { break; } }")]
    public Task Pieces_that_are_decoded_one_by_one_are_reported(string statements) => Verify<CharactersSplit>.Reports(Method(statements));

    [Theory]
    [InlineData("System.Buffers.ReadOnlySequence<byte> sequence = default; foreach (var piece in sequence) { text.Append(Encoding.UTF8.[|GetString|](piece.Span)); }")]
    [InlineData("System.Buffers.ReadOnlySequence<byte> sequence = default; foreach (ReadOnlyMemory<byte> piece in sequence) { sum += Encoding.UTF8.[|GetString|](piece.ToArray()); }")]
    [InlineData("string All(System.Buffers.ReadOnlySequence<byte> sequence, Encoding encoding) { var all = new char[99]; var at = 0; foreach (var piece in sequence) { at += encoding.[|GetChars|](piece.Span, all.AsSpan(at)); } return new string(all, 0, at); }")]
    [InlineData("var pieces = new List<ArraySegment<byte>>(); while (true) { var b = new byte[99]; var result = await web.ReceiveAsync(new ArraySegment<byte>(b), default); pieces.Add(new ArraySegment<byte>(b, 0, result.Count)); if (result.EndOfMessage) { break; } } foreach (var piece in pieces) { text.Append(Encoding.UTF8.[|GetString|](piece.Array!, 0, piece.Count)); }")]
    [InlineData("var pieces = new List<byte[]>(); int n; while ((n = await socket.ReceiveAsync(buffer)) > 0) { pieces.Add(buffer[..n]); } foreach (var piece in pieces) { sum += Encoding.UTF8.[|GetString|](piece); }")]
    public Task Segments_and_gathered_pieces_that_are_decoded_one_by_one_are_reported(string statements) => Verify<CharactersSplit>.Reports(Method(statements));

    [Theory]
    [InlineData("System.Buffers.ReadOnlySequence<byte> sequence = default; foreach (var piece in sequence) { text.Append(Encoding.ASCII.GetString(piece.Span)); }")]
    [InlineData("System.Buffers.ReadOnlySequence<byte> sequence = default; var decoder = Encoding.UTF8.GetDecoder(); var chars = new char[99]; foreach (var piece in sequence) { var n = decoder.GetChars(piece.Span, chars, false); text.Append(chars, 0, n); }")]
    [InlineData("System.Buffers.ReadOnlySequence<byte> sequence = default; foreach (var piece in sequence) { Console.WriteLine(Encoding.UTF8.GetString(piece.Span)); }")]
    [InlineData("string All(System.Buffers.ReadOnlySequence<byte> sequence, Encoding encoding) { var all = \"\"; if (encoding.IsSingleByte) { foreach (var piece in sequence) { all += encoding.GetString(piece.Span); } } return all; }")]
    [InlineData("var lines = new List<byte[]> { buffer }; foreach (var line in lines) { text.AppendLine(Encoding.UTF8.GetString(line)); }")]
    [InlineData("var names = new List<string>(); int n; while ((n = await socket.ReceiveAsync(buffer)) > 0) { names.Add(\"x\"); } foreach (var name in names) { sum += Encoding.UTF8.GetString(Convert.FromBase64String(name)); }")]
    public Task Pieces_that_are_whole_or_go_through_one_decoder_are_quiet(string statements) => Verify<CharactersSplit>.Quiet(Method(statements));

    [Theory]
    [InlineData("void On(IAsyncResult ar) { var n = stream.EndRead(ar); if (n > 0) { _all.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); stream.BeginRead(buffer, 0, 9, On, null); } } stream.BeginRead(buffer, 0, 9, On, null);")]
    public Task A_callback_is_a_loop_too(string statements) => Verify<CharactersSplit>.Reports(Method(statements));

    [Theory]
    [InlineData("int n; do { n = stream.Read(buffer, 0, 9); var decoder = Encoding.UTF8.[|GetDecoder|](); var chars = new char[decoder.GetCharCount(buffer, 0, n)]; decoder.GetChars(buffer, 0, n, chars, 0); text.Append(chars); } while (n != 0);")]
    [InlineData("var chars = new char[99]; int n; while ((n = await stream.ReadAsync(buffer)) > 0) { Decoder decoder = Encoding.UTF8.[|GetDecoder|](); int c = decoder.GetChars(buffer, 0, n, chars, 0); text.Append(chars, 0, c); }")]
    public Task A_decoder_for_each_receive_is_reported(string statements) => Verify<CharactersSplit>.Reports(Method(statements));

    [Theory]
    [InlineData("int n; do { n = stream.Read(buffer, 0, 9); var decoder = Encoding.ASCII.GetDecoder(); var chars = new char[decoder.GetCharCount(buffer, 0, n)]; decoder.GetChars(buffer, 0, n, chars, 0); text.Append(chars); } while (n != 0);")]
    [InlineData("int n; do { n = stream.Read(buffer, 0, 9); var decoder = Encoding.UTF8.GetDecoder(); var chars = new char[9]; decoder.GetChars(buffer, 0, n, chars, 0); Console.WriteLine(chars); } while (n != 0);")]
    [InlineData("var decoder = Encoding.UTF8.GetDecoder(); while (true) { decoder = Encoding.UTF8.GetDecoder(); var all = new char[9]; int n; while ((n = stream.Read(buffer, 0, 9)) > 0) { decoder.GetChars(buffer, 0, n, all, 0); text.Append(all); } }")]
    public Task A_decoder_for_a_message_or_for_bytes_that_are_characters_is_quiet(string statements) => Verify<CharactersSplit>.Quiet(Method(statements));

    [Theory]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { text.Append(Encoding.ASCII.GetString(buffer, 0, n)); }")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { text.Append(Encoding.Latin1.GetString(buffer, 0, n)); }")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { text.Append(Encoding.GetEncoding(Console.ReadLine()!).GetString(buffer, 0, n)); }")]
    public Task Encodings_of_one_byte_to_a_character_and_unknown_ones_are_quiet(string statements) => Verify<CharactersSplit>.Quiet(Method(statements));

    [Theory]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { var line = Encoding.UTF8.GetString(buffer, 0, n); Console.WriteLine(line); }")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { var own = new StringBuilder(); own.Append(Encoding.UTF8.GetString(buffer, 0, n)); Console.WriteLine(own); }")]
    [InlineData("var n = stream.Read(buffer); text.Append(Encoding.UTF8.GetString(buffer, 0, n));")]
    [InlineData("var seen = new List<string>(); int n; while ((n = stream.Read(buffer)) > 0) { seen.Add(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    public Task Text_that_is_not_put_together_from_several_receives_is_quiet(string statements) => Verify<CharactersSplit>.Quiet(Method(statements));

    [Theory]
    [InlineData("var decoder = Encoding.UTF8.GetDecoder(); var chars = new char[99]; int n; while ((n = stream.Read(buffer)) > 0) { text.Append(chars, 0, decoder.GetChars(buffer, 0, n, chars, 0)); }")]
    [InlineData("using var memory = new MemoryStream(); int n; while ((n = stream.Read(buffer)) > 0) { memory.Write(buffer, 0, n); } return Encoding.UTF8.GetString(memory.ToArray());")]
    [InlineData("while (true) { stream.ReadExactly(buffer, 0, 4); text.Append(Encoding.UTF8.GetString(buffer, 0, 4)); }")]
    [InlineData("using var file = File.OpenRead(\"a\"); int n; while ((n = file.Read(buffer)) > 0) { text.Append(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    public Task Decoders_gathered_bytes_whole_messages_and_files_are_quiet(string statements) => Verify<CharactersSplit>.Quiet(Method(statements));

    [Fact]
    public Task The_fix_makes_one_decoder_in_front_of_the_loop() => Verify<CharactersSplit, CharactersSplitFix>.Fixes(
        Method("""
            int n;
                    // All of it.
                    while ((n = stream.Read(buffer, 0, buffer.Length)) > 0)
                    {
                        text.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); // a piece
                    }
            """),
        Method("""
            int n;
                    var decoder = Encoding.UTF8.GetDecoder();
                    // All of it.
                    while ((n = stream.Read(buffer, 0, buffer.Length)) > 0)
                    {
                        var characters = new char[decoder.GetCharCount(buffer, 0, n)];
                        text.Append(characters, 0, decoder.GetChars(buffer, 0, n, characters, 0)); // a piece
                    }
            """));

    [Theory]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { sum += Encoding.UTF8.[|GetString|](buffer, 0, n); }")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { _all.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); }")]
    public Task Where_the_pieces_go_elsewhere_nothing_is_offered(string statements) => Verify<CharactersSplit, CharactersSplitFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("event EventHandler<string>? Came; void M(Socket s, byte[] b) { int n; while ((n = s.Receive(b)) > 0) { Came?.Invoke(this, Encoding.UTF8.[|GetString|](b, 0, n)); } }")]
    [InlineData("void M(NetworkStream s, byte[] b, Action<string> came) { while (true) { var n = s.Read(b); if (n == 0) return; var text = Encoding.UTF8.[|GetString|](b, 0, n); came(text); } }")]
    [InlineData("IEnumerable<string> M(Socket s, byte[] b) { int n; while ((n = s.Receive(b)) > 0) { yield return Encoding.Unicode.[|GetString|](b.AsSpan(0, n)); } }")]
    public Task Pieces_that_are_handed_out_one_by_one_are_reported(string member) => Verify<CharactersSplit>.Reports(Handing(member));

    [Theory]
    [InlineData("void M(Socket s, byte[] b, Action<string> came) { int n; while ((n = s.Receive(b)) > 0) { came(Encoding.ASCII.GetString(b, 0, n)); } }")]
    [InlineData("void M(Socket s, byte[] b, Action<string> came) { var n = s.Receive(b); came(Encoding.UTF8.GetString(b, 0, n)); }")]
    [InlineData("void M(Socket s, byte[] b, Action<string> came) { while (true) { var n = s.Receive(b, 0, 4, SocketFlags.None); if (n != 4) return; came(Encoding.UTF8.GetString(b, 0, n)); } }")]
    [InlineData("void M(NetworkStream s, byte[] b, Action<string> came) { while (true) { s.ReadExactly(b, 0, 4); came(Encoding.UTF8.GetString(b, 0, 4)); } }")]
    [InlineData("void M(NetworkStream s, byte[] b, Action<string> came) { while (true) { var all = 0; while (all < 9) { var n = s.Read(b, all, 9 - all); if (n == 0) return; all += n; } came(Encoding.UTF8.GetString(b, 0, all)); } }")]
    [InlineData("void M(FileStream s, byte[] b, Action<string> came) { int n; while ((n = s.Read(b)) > 0) { came(Encoding.UTF8.GetString(b, 0, n)); } }")]
    public Task A_whole_that_is_handed_out_is_quiet(string member) => Verify<CharactersSplit>.Quiet(Handing(member));

    private static string Handing(string member) =>
        "using System;\nusing System.Collections.Generic;\nusing System.IO;\nusing System.Net.Sockets;\nusing System.Text;\n\nclass C\n{\n    " + member + "\n}\n";

    [Theory]
    [InlineData("_all.Append(Encoding.UTF8.[|GetString|](e.Buffer!, e.Offset, e.BytesTransferred));", "socket.ReceiveAsync(e)", true)]
    [InlineData("_line += Encoding.UTF8.[|GetString|](e.MemoryBuffer.Span.Slice(e.Offset, e.BytesTransferred));", "socket.ReceiveAsync(e)", true)]
    [InlineData("var now = new StringBuilder(); now.Append(Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.BytesTransferred));", "socket.ReceiveAsync(e)", false)]
    [InlineData("_all.Append(Encoding.ASCII.GetString(e.Buffer!, e.Offset, e.BytesTransferred));", "socket.ReceiveAsync(e)", false)]
    [InlineData("_all.Append(Encoding.UTF8.GetString(e.Buffer!, e.Offset, 4));", "socket.ReceiveAsync(e)", false)]
    [InlineData("_all.Append(Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.BytesTransferred));", "socket.ReceiveFromAsync(e)", false)]
    public Task What_each_completion_brought_is_decoded_by_itself(string use, string receive, bool isReported)
    {
        var code = $$"""
            using System;
            using System.Net.Sockets;
            using System.Text;

            class C
            {
                private readonly StringBuilder _all = new();
                private string _line = "";

                void Completed(object? sender, SocketAsyncEventArgs e)
                {
                    var socket = (Socket)sender!;
                    do
                    {
                        if (e.SocketError != SocketError.Success || e.BytesTransferred == 0) { socket.Dispose(); return; }
                        {{use}}
                    }
                    while (!{{receive}});
                }
            }
            """;
        return isReported ? Verify<CharactersSplit>.Reports(code) : Verify<CharactersSplit>.Quiet(code);
    }

    [Theory]
    [InlineData("return string.Concat(pieces.Select(piece => Encoding.UTF8.[|GetString|](piece)));")]
    [InlineData("sum = string.Join(\"\", pieces.Select((piece) => Encoding.UTF8.[|GetString|](piece).TrimEnd('\\0')));")]
    [InlineData("text.Append(string.Join(string.Empty, pieces.Where(piece => piece.Length > 0).Select(piece => { return Encoding.Unicode.[|GetString|](piece, 0, piece.Length); })));", false)]
    [InlineData("sum = string.Join(\"\\n\", pieces.Select(piece => Encoding.UTF8.GetString(piece)));", false)]
    [InlineData("sum = string.Concat(pieces.Select(piece => Encoding.ASCII.GetString(piece)));", false)]
    [InlineData("sum = string.Concat(other.Select(piece => Encoding.UTF8.GetString(piece)));", false)]
    public Task Pieces_that_a_query_decodes_one_by_one_and_joins(string statements, bool isReported = true)
    {
        var code = $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Net.WebSockets;
            using System.Text;
            using System.Threading.Tasks;

            class C
            {
                async Task<string> M(WebSocket web, StringBuilder text, List<byte[]> other)
                {
                    var sum = "";
                    var pieces = new List<byte[]>();
                    while (true)
                    {
                        var bytes = new byte[1024];
                        var result = await web.ReceiveAsync(new ArraySegment<byte>(bytes), default);
                        pieces.Add(bytes.AsSpan(0, result.Count).ToArray());
                        if (!result.EndOfMessage) { continue; }
                        {{statements}}
                        pieces.Clear();
                        if (sum == "end") { return sum; }
                    }
                }
            }
            """;
        return isReported ? Verify<CharactersSplit>.Reports(code) : Verify<CharactersSplit>.Quiet(code.Replace("[|", "", System.StringComparison.Ordinal).Replace("|]", "", System.StringComparison.Ordinal));
    }
}
