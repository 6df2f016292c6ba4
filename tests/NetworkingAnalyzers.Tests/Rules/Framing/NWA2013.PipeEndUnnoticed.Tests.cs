using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class PipeEndUnnoticedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Buffers;
        using System.IO.Pipelines;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private bool _running = true;

            async Task M(PipeReader reader, PipeWriter writer, CancellationToken token, byte[] bytes)
            {
                await Task.Yield();
                {{statements}}
            }

            static bool TryParse(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line) { line = default; return false; }

            static bool IsDone(ReadResult result) => result.IsCompleted;

            static void Use(object line) { }
        }
        """;

    private const string Parse = "while (TryParse(ref buffer, out var line)) { Use(line); } reader.AdvanceTo(buffer.Start, buffer.End);";

    [Theory]
    [InlineData("while (true) { var result = await reader.[|ReadAsync|](); var buffer = result.Buffer; " + Parse + " }")]
    [InlineData("while (true) { var result = await reader.[|ReadAsync|](); var buffer = result.Buffer; while (buffer.Length >= 16) { Use(buffer.Slice(0, 16)); buffer = buffer.Slice(16); } reader.AdvanceTo(buffer.Start, buffer.End); }")]
    [InlineData("for (;;) { ReadResult result = await reader.[|ReadAsync|](token).ConfigureAwait(false); var buffer = result.Buffer; " + Parse + " }")]
    [InlineData("while (!token.IsCancellationRequested) { var result = await reader.[|ReadAsync|](); var buffer = result.Buffer; " + Parse + " }")]
    [InlineData("while (_running) { var buffer = (await reader.[|ReadAsync|]()).Buffer; " + Parse + " }")]
    [InlineData("while (true) { var result = await reader.[|ReadAsync|](); if (result.IsCanceled) { break; } var buffer = result.Buffer; " + Parse + " }")]
    [InlineData("while (true) { var result = await reader.[|ReadAtLeastAsync|](4); var buffer = result.Buffer; if (TryParse(ref buffer, out var line)) { Use(line); return; } reader.AdvanceTo(buffer.Start, buffer.End); }")]
    [InlineData("async Task Local() { while (true) { var result = await reader.[|ReadAsync|](); var buffer = result.Buffer; " + Parse + " } } await Local();")]
    [InlineData("while (true) { var result = await reader.[|ReadAsync|](); if (result.Buffer.Length >= bytes.Length) { return; } reader.AdvanceTo(result.Buffer.Start, result.Buffer.End); }")]
    public Task A_reader_that_goes_on_is_reported(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { writer.Write(bytes); await writer.[|FlushAsync|](); }")]
    [InlineData("while (true) { await writer.[|WriteAsync|](bytes); await Task.Delay(1000); }")]
    [InlineData("while (!token.IsCancellationRequested) { writer.GetMemory(); writer.Advance(1); _ = await writer.[|FlushAsync|]().ConfigureAwait(false); }")]
    public Task A_producer_that_goes_on_is_reported(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { var result = await reader.ReadAsync(); var buffer = result.Buffer; " + Parse + " if (result.IsCompleted) { break; } }")]
    [InlineData("while (true) { var result = await reader.ReadAsync(); if (result is { IsCompleted: true, Buffer.IsEmpty: true }) { break; } var buffer = result.Buffer; " + Parse + " }")]
    [InlineData("ReadResult result; do { result = await reader.ReadAsync(); var buffer = result.Buffer; " + Parse + " } while (!result.IsCompleted);")]
    [InlineData("while (true) { writer.Write(bytes); var flushed = await writer.FlushAsync(); if (flushed.IsCompleted) { break; } }")]
    [InlineData("while (true) { if ((await writer.WriteAsync(bytes)).IsCompleted) { break; } }")]
    public Task A_loop_that_asks_is_quiet(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var result = await reader.ReadAsync(); var buffer = result.Buffer; if (buffer.IsEmpty) { break; } " + Parse + " }")]
    [InlineData("while (true) { var result = await reader.ReadAsync(); var buffer = result.Buffer; if (buffer.Length == 0) { return; } " + Parse + " }")]
    public Task A_loop_that_leaves_on_an_empty_buffer_is_quiet(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var result = await reader.ReadAsync(); if (IsDone(result)) { break; } var buffer = result.Buffer; " + Parse + " }")]
    public Task A_result_that_is_handed_to_code_that_may_ask_is_quiet(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("for (var i = 0; i < 10; i++) { await writer.WriteAsync(bytes); }")]
    [InlineData("foreach (var b in bytes) { await writer.WriteAsync(new[] { b }); }")]
    [InlineData("var left = 10; while (left > 0) { await writer.WriteAsync(bytes); left--; }")]
    [InlineData("await writer.FlushAsync();")]
    public Task What_ends_by_itself_is_quiet(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { await writer.WriteAsync(bytes, token); }")]
    public Task A_token_that_may_be_the_connections_is_quiet(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Quiet(Method(statements));

    [Fact]
    public Task The_loop_is_left_behind_the_advance() => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.Fixes(
        Method("""
            while (true)
                    {
                        var result = await reader.[|ReadAsync|]();
                        var buffer = result.Buffer;
                        while (TryParse(ref buffer, out var line)) { Use(line); }
                        reader.AdvanceTo(buffer.Start, buffer.End);
                    }
            """),
        Method("""
            while (true)
                    {
                        var result = await reader.ReadAsync();
                        var buffer = result.Buffer;
                        while (TryParse(ref buffer, out var line)) { Use(line); }
                        reader.AdvanceTo(buffer.Start, buffer.End);
                        if (result.IsCompleted) break;
                    }
            """));

    [Theory]
    [InlineData("while (true) { await writer.[|WriteAsync|](bytes); }")]
    [InlineData("while (_running) { var buffer = (await reader.[|ReadAsync|]()).Buffer; " + Parse + " }")]
    public Task Where_the_result_has_no_name_or_no_place_is_sure_nothing_is_offered(string statements) => Verify<PipeEndUnnoticed, PipeEndUnnoticedFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("async Task Echo(IDuplexPipe pipes) { while (true) { var r = await pipes.Input.ReadAsync(); await pipes.Output.WriteAsync(bytes); pipes.Input.AdvanceTo(r.Buffer.End); if (r.IsCompleted) { break; } } }")]
    [InlineData("async Task Echo(IDuplexPipe pipes) { var input = pipes.Input; var output = pipes.Output; while (true) { var r = await input.ReadAsync(); await output.WriteAsync(bytes); input.AdvanceTo(r.Buffer.End); if (r.IsCompleted) { break; } } }")]
    public Task The_other_half_of_the_same_pipes_tells_the_end(string function) => Verify<PipeEndUnnoticed>.Quiet(Method(function + " await Task.Yield(); _ = (System.Func<IDuplexPipe, Task>)Echo;"));

    [Fact]
    public Task The_half_of_other_pipes_tells_nothing() => Verify<PipeEndUnnoticed>.Reports(Method(
        "async Task Copy(IDuplexPipe from, IDuplexPipe to) { while (true) { var r = await from.Input.ReadAsync(); await to.Output.[|WriteAsync|](bytes); from.Input.AdvanceTo(r.Buffer.End); if (r.IsCompleted) { break; } } } await Task.Yield(); _ = (System.Func<IDuplexPipe, IDuplexPipe, Task>)Copy;"));
}
