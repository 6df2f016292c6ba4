using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class NothingExaminedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Buffers;
        using System.IO.Pipelines;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(PipeReader reader, CancellationToken token)
            {
                {{statements}}
            }

            static bool TryParse(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line) { line = default; return false; }

            static void Use(ReadOnlySequence<byte> line) { }
        }
        """;

    private static string Round(string statements) => Method("while (true) { var result = await reader.ReadAsync(token); var buffer = result.Buffer; " + statements + " if (result.IsCompleted) { break; } }");

    [Theory]
    [InlineData("while (TryParse(ref buffer, out var line)) { Use(line); } reader.[|AdvanceTo|](buffer.Start);")]
    [InlineData("if (TryParse(ref buffer, out var line)) { Use(line); } reader.[|AdvanceTo|](buffer.Start);")]
    [InlineData("reader.[|AdvanceTo|](buffer.Start, buffer.Start);")]
    [InlineData("var consumed = buffer.Start; while (TryParse(ref buffer, out var line)) { Use(line); consumed = buffer.Start; } reader.[|AdvanceTo|](consumed);")]
    [InlineData("if (!TryParse(ref buffer, out var line)) { reader.[|AdvanceTo|](result.Buffer.Start); continue; } Use(line); reader.[|AdvanceTo|](buffer.Start);")]
    [InlineData("var lines = new SequenceReader<byte>(buffer); while (lines.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\\n')) { Use(line); } reader.[|AdvanceTo|](lines.Position);")]
    public Task A_loop_that_marks_nothing_beyond_what_it_consumed_is_reported(string statements) => Verify<NothingExamined, NothingExaminedFix>.Reports(Round(statements));

    [Theory]
    [InlineData("if (end is null)", "", true)]
    [InlineData("if (end == null)", "", true)]
    [InlineData("if (buffer.Length < 4)", "", true)]
    [InlineData("if (end is null)", "_looksForMore = true;", false)]
    [InlineData("if (end is not null)", "", false)]
    public Task Where_what_is_looked_for_is_missing_another_advance_says_nothing(string test, string then, bool isReported)
    {
        var advance = isReported ? "[|AdvanceTo|]" : "AdvanceTo";
        var code = Round($"var end = buffer.PositionOf((byte)'\\n'); {test} {{ {then} if (result.IsCompleted) {{ break; }} reader.{advance}(buffer.Start); continue; }} Use(buffer); reader.AdvanceTo(buffer.GetPosition(1, end ?? buffer.Start));")
            .Replace("async Task M", "bool _looksForMore; bool Looks => _looksForMore; async Task M");
        return isReported ? Verify<NothingExamined, NothingExaminedFix>.Reports(code) : Verify<NothingExamined, NothingExaminedFix>.Quiet(code);
    }

    [Fact]
    public Task A_read_in_the_condition_is_a_loop_too() => Verify<NothingExamined, NothingExaminedFix>.Reports(Method("""
        ReadResult result;
        while (!(result = await reader.ReadAsync()).IsCompleted)
        {
            var buffer = result.Buffer;
            while (TryParse(ref buffer, out var line)) { Use(line); }
            reader.[|AdvanceTo|](buffer.Start);
        }
        """));

    [Theory]
    [InlineData("while (TryParse(ref buffer, out var line)) { Use(line); } reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("Use(buffer); reader.AdvanceTo(buffer.End);")]
    [InlineData("reader.AdvanceTo(buffer.GetPosition(4));")]
    [InlineData("foreach (var part in buffer) { Console.WriteLine(part.Length); } buffer = buffer.Slice(buffer.End); reader.AdvanceTo(buffer.Start);")]
    public Task A_loop_that_says_what_it_looked_at_is_quiet(string statements) => Verify<NothingExamined, NothingExaminedFix>.Quiet(Round(statements));

    [Theory]
    [InlineData("if (!TryParse(ref buffer, out var line)) { reader.AdvanceTo(buffer.Start, buffer.End); continue; } Use(line); reader.AdvanceTo(buffer.Start);")]
    public Task A_whole_message_needs_no_second_argument_and_is_quiet(string statements) => Verify<NothingExamined, NothingExaminedFix>.Quiet(Round(statements));

    [Theory]
    [InlineData("if (buffer.Length >= 4) { reader.AdvanceTo(buffer.Start); break; } reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("if (buffer.Length > 0) { reader.AdvanceTo(buffer.Start); return; }")]
    public Task A_look_at_bytes_that_are_left_for_the_next_reader_is_quiet(string statements) => Verify<NothingExamined, NothingExaminedFix>.Quiet(Round(statements));

    [Fact]
    public Task A_loop_that_sends_and_keeps_what_was_not_sent_is_quiet() => Verify<NothingExamined, NothingExaminedFix>.Quiet(
        Round("while (!buffer.IsEmpty) { var sent = await socket.SendAsync(buffer.First, System.Net.Sockets.SocketFlags.None); buffer = buffer.Slice(sent); } reader.AdvanceTo(buffer.Start);")
            .Replace("M(PipeReader reader,", "M(PipeReader reader, System.Net.Sockets.Socket socket,"));

    [Theory]
    [InlineData("var length = 0; while (true) { var result = await reader.ReadAtLeastAsync(4 + length); var buffer = result.Buffer; if (buffer.Length >= 4) { length = buffer.FirstSpan[0]; } if (TryParse(ref buffer, out var line)) { Use(line); } reader.AdvanceTo(buffer.Start); }", false)]
    [InlineData("while (true) { var result = await reader.ReadAtLeastAsync(4); var buffer = result.Buffer; if (TryParse(ref buffer, out var line)) { Use(line); } reader.[|AdvanceTo|](buffer.Start); }", true)]
    public Task A_read_that_waits_for_all_that_is_missing_needs_nothing_examined(string statements, bool isReported) =>
        isReported ? Verify<NothingExamined, NothingExaminedFix>.Reports(Method(statements)) : Verify<NothingExamined, NothingExaminedFix>.Quiet(Method(statements));

    [Fact]
    public Task A_loop_that_counts_its_rounds_cannot_spin_and_is_quiet() =>
        Verify<NothingExamined, NothingExaminedFix>.Quiet(Method("for (var i = 0; i < 10; i++) { var result = await reader.ReadAsync(); reader.AdvanceTo(result.Buffer.Start); }"));

    [Fact]
    public Task No_loop_is_quiet() =>
        Verify<NothingExamined, NothingExaminedFix>.Quiet(Method("var result = await reader.ReadAsync(); reader.AdvanceTo(result.Buffer.Start);"));

    [Theory]
    [InlineData("var position = buffer.Start; if (buffer.TryGet(ref position, out var memory)) { Console.WriteLine(memory.Length); } reader.AdvanceTo(position);")]
    public Task A_position_that_others_move_is_quiet(string statements) => Verify<NothingExamined, NothingExaminedFix>.Quiet(Round(statements));

    [Theory]
    [InlineData("reader.[|AdvanceTo|](buffer.Start); /* rest */", "reader.AdvanceTo(buffer.Start, buffer.End); /* rest */")]
    [InlineData("reader.[|AdvanceTo|](buffer.Start, buffer.Start);", "reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("reader.[|AdvanceTo|](result.Buffer.Start);", "reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);")]
    public Task All_of_the_buffer_is_marked(string before, string after) => Verify<NothingExamined, NothingExaminedFix>.Fixes(Round(before), Round(after));

    [Fact]
    public Task A_position_alone_does_not_tell_the_end_and_is_not_mended() =>
        Verify<NothingExamined, NothingExaminedFix>.OffersNothing(Round("var consumed = buffer.Start; reader.[|AdvanceTo|](consumed);"));
}
