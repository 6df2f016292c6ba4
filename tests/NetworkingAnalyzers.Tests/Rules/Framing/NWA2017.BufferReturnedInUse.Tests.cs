using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class BufferReturnedInUseTests
{
    private static string Member(string member) => $$"""
        using System;
        using System.Buffers;
        using System.IO;
        using System.IO.Pipelines;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{member}}

            static bool TryParse(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line) { line = default; return false; }

            static void Use(object line) { }
        }
        """;

    private static string Method(string statements) =>
        Member($"async Task M(Socket socket, NetworkStream network, Stream any, WebSocket web, ArrayPool<byte> pool, PipeReader reader, CancellationToken token) {{ await Task.Yield(); {statements} }}");

    [Theory]
    [InlineData("var b = ArrayPool<byte>.Shared.Rent(64); var n = socket.Receive(b); ArrayPool<byte>.Shared.[|Return|](b); Console.WriteLine(Encoding.UTF8.GetString(b, 0, n));")]
    [InlineData("var b = pool.Rent(64); var n = await socket.ReceiveAsync(b); pool.[|Return|](b); await socket.SendAsync(b.AsMemory(0, n));")]
    [InlineData("var b = pool.Rent(64); var n = await network.ReadAsync(b); pool.[|Return|](b); Use(b[0]);")]
    [InlineData("var b = pool.Rent(64); var m = b.AsMemory(0, 8); var n = await network.ReadAsync(m); pool.[|Return|](b); Use(m.ToArray()); await network.WriteAsync(m);")]
    [InlineData("var b = pool.Rent(64); while (true) { var n = socket.Receive(b); if (n == 0) { break; } Use(Encoding.UTF8.GetString(b, 0, n)); pool.[|Return|](b); }")]
    [InlineData("var b = pool.Rent(64); WebSocketReceiveResult r; while ((r = await web.ReceiveAsync(b, token)).Count > 0) { try { Use(r); if (r.EndOfMessage) { break; } } finally { pool.[|Return|](b); } }")]
    [InlineData("var b = pool.Rent(64); do { try { var n = await socket.ReceiveAsync(b); Use(n); } finally { pool.[|Return|](b, clearArray: true); } } while (!token.IsCancellationRequested);")]
    [InlineData("var b = pool.Rent(64); try { while (true) { var n = socket.Receive(b); if (n == 0) { pool.[|Return|](b); } Use(Encoding.UTF8.GetString(b, 0, n)); } } catch (SocketException) { }")]
    public Task An_array_that_is_used_after_it_went_back_is_reported(string statements) => Verify<BufferReturnedInUse>.Reports(Method(statements));

    [Theory]
    [InlineData("async Task<Memory<byte>> M(Socket socket) { var b = ArrayPool<byte>.Shared.Rent(64); try { var n = await socket.ReceiveAsync(b); return b.AsMemory(0, n); } finally { ArrayPool<byte>.Shared.[|Return|](b); } }")]
    [InlineData("ArraySegment<byte> M(Socket socket) { var b = ArrayPool<byte>.Shared.Rent(64); try { var n = socket.Receive(b); return new ArraySegment<byte>(b, 0, n); } finally { ArrayPool<byte>.Shared.[|Return|](b); } }")]
    [InlineData("byte[] M(Socket socket) { var b = ArrayPool<byte>.Shared.Rent(64); try { socket.Send(b); return b; } finally { ArrayPool<byte>.Shared.[|Return|](b); } }")]
    [InlineData("Task M(NetworkStream network) { var b = ArrayPool<byte>.Shared.Rent(64); try { return network.WriteAsync(b, 0, 8); } finally { ArrayPool<byte>.Shared.[|Return|](b); } }")]
    public Task What_a_finally_gives_back_before_the_caller_looks_is_reported(string member) => Verify<BufferReturnedInUse>.Reports(Member(member));

    [Theory]
    [InlineData("while (true) { var result = await reader.ReadAsync(); var buffer = result.Buffer; reader.[|AdvanceTo|](buffer.End); Use(buffer.ToArray()); if (result.IsCompleted) { break; } }")]
    [InlineData("var result = await reader.ReadAsync(); reader.[|AdvanceTo|](result.Buffer.End); foreach (var part in result.Buffer) { Use(part); }")]
    [InlineData("var result = await reader.ReadAsync(); var buffer = result.Buffer; if (TryParse(ref buffer, out var line)) { reader.[|AdvanceTo|](buffer.Start); Use(line); }")]
    [InlineData("var result = await reader.ReadAsync(); var line = result.Buffer.Slice(0, 4); var buffer = result.Buffer; var rest = buffer.Slice(4); reader.[|AdvanceTo|](rest.Start); Use(Encoding.UTF8.GetString(rest));")]
    public Task A_sequence_that_is_used_after_the_pipe_went_on_is_reported(string statements) => Verify<BufferReturnedInUse>.Reports(Method(statements));

    [Theory]
    [InlineData("var b = pool.Rent(64); try { var n = socket.Receive(b); Use(Encoding.UTF8.GetString(b, 0, n)); } finally { pool.Return(b); }")]
    [InlineData("while (true) { var b = pool.Rent(64); try { var n = socket.Receive(b); if (n == 0) { break; } Use(Encoding.UTF8.GetString(b, 0, n)); } finally { pool.Return(b); } }")]
    [InlineData("byte[] b; while (true) { b = pool.Rent(64); var n = socket.Receive(b); pool.Return(b); if (n == 0) { break; } }")]
    [InlineData("var b = pool.Rent(64); var used = 0; while (true) { var n = socket.Receive(b, used, 1, SocketFlags.None); if (n == 0) { break; } used += n; if (used == b.Length) { var bigger = pool.Rent(used * 2); Array.Copy(b, bigger, used); pool.Return(b); b = bigger; } } pool.Return(b);")]
    [InlineData("var b = pool.Rent(64); if (socket.Receive(b) == 0) { pool.Return(b); return; } Use(b[0]); pool.Return(b);")]
    [InlineData("while (true) { var result = await reader.ReadAsync(); var buffer = result.Buffer; while (TryParse(ref buffer, out var line)) { Use(line); } reader.AdvanceTo(buffer.Start, buffer.End); if (result.IsCompleted) { break; } }")]
    public Task Memory_that_goes_back_last_is_quiet(string statements) => Verify<BufferReturnedInUse>.Quiet(Method(statements));

    [Theory]
    [InlineData("var b = pool.Rent(64); socket.Receive(b); pool.Return(b); Use(b.Length);")]
    [InlineData("byte[]? b = pool.Rent(64); socket.Receive(b); pool.Return(b); if (b != null) { b = null; }")]
    [InlineData("var result = await reader.ReadAsync(); var buffer = result.Buffer; reader.AdvanceTo(buffer.End); if (result.IsCompleted || buffer.IsEmpty) { return; } Use(buffer.Length);")]
    public Task Its_length_is_no_content_and_quiet(string statements) => Verify<BufferReturnedInUse>.Quiet(Method(statements));

    [Theory]
    [InlineData("async Task<byte[]> M(Socket socket) { var b = ArrayPool<byte>.Shared.Rent(64); try { var n = await socket.ReceiveAsync(b); return b.AsSpan(0, n).ToArray(); } finally { ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("string M(Socket socket) { var b = ArrayPool<byte>.Shared.Rent(64); try { return Encoding.UTF8.GetString(b, 0, socket.Receive(b)); } finally { ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("async Task M(NetworkStream network) { var b = ArrayPool<byte>.Shared.Rent(64); try { await network.WriteAsync(b, 0, 8); return; } finally { ArrayPool<byte>.Shared.Return(b); } }")]
    public Task A_copy_is_quiet(string member) => Verify<BufferReturnedInUse>.Quiet(Member(member));

    [Fact]
    public Task A_buffer_that_no_connection_sees_is_quiet() =>
        Verify<BufferReturnedInUse>.Quiet(Method("var b = pool.Rent(64); var n = any.Read(b); pool.Return(b); Use(Encoding.UTF8.GetString(b, 0, n));"));

    [Theory]
    [InlineData("var all = new System.Collections.Generic.Queue<ArraySegment<byte>>(); while (true) { var b = pool.Rent(64); var n = socket.Receive(b); if (n > 0) { all.Enqueue(new ArraySegment<byte>(b, 0, n)); } pool.[|Return|](b); if (n == 0) { break; } }")]
    [InlineData("System.Threading.Channels.ChannelWriter<ReadOnlyMemory<byte>> all = null!; var b = pool.Rent(64); try { var n = await socket.ReceiveAsync(b); await all.WriteAsync(b.AsMemory(0, n)); } finally { pool.[|Return|](b); }")]
    public Task Memory_that_waits_in_a_queue_is_in_use(string statements) => Verify<BufferReturnedInUse>.Reports(Method(statements));

    [Theory]
    [InlineData("var all = new System.Collections.Generic.Queue<byte[]>(); var b = pool.Rent(64); var n = socket.Receive(b); all.Enqueue(b.AsSpan(0, n).ToArray()); pool.Return(b);")]
    [InlineData("System.Threading.Channels.ChannelWriter<byte[]> all = null!; var b = pool.Rent(64); var n = socket.Receive(b); if (!all.TryWrite(b)) { pool.Return(b); }")]
    [InlineData("System.Threading.Channels.ChannelWriter<byte[]> all = null!; var b = pool.Rent(64); try { var n = socket.Receive(b); await all.WriteAsync(b); } catch (SocketException) { pool.Return(b); }")]
    [InlineData("System.Threading.Channels.ChannelWriter<byte[]> all = null!; var b = pool.Rent(64); var n = socket.Receive(b); await all.WriteAsync(b); b = pool.Rent(64); pool.Return(b);")]
    public Task A_copy_or_what_the_queue_did_not_take_is_quiet(string statements) => Verify<BufferReturnedInUse>.Quiet(Method(statements));

    [Theory]
    [InlineData("var result = await reader.ReadAsync(); var buffer = result.Buffer; reader.AdvanceTo(buffer.End); Scrub(ref result); if (result.IsCompleted) { return; }")]
    [InlineData("var result = await reader.ReadAsync(); reader.AdvanceTo(result.Buffer.Start, result.Buffer.End); if (result.IsCompleted) { Use(result.Buffer.ToArray()); }")]
    public Task A_result_that_is_scrubbed_and_memory_that_was_not_consumed_are_quiet(string statements) =>
        Verify<BufferReturnedInUse>.Quiet(Method(statements).Replace("static void Use(", "static void Scrub(ref ReadResult result) => result = new ReadResult(default, result.IsCanceled, result.IsCompleted);\n\n    static void Use("));

    [Fact]
    public Task A_part_that_was_cut_off_before_the_start_is_reported() =>
        Verify<BufferReturnedInUse>.Reports(Method("var result = await reader.ReadAsync(); var buffer = result.Buffer; TryParse(ref buffer, out var line); reader.[|AdvanceTo|](buffer.Start, buffer.End); Use(line.ToArray());"));

    [Theory]
    [InlineData("", "[|AdvanceTo|]")]
    [InlineData("class TestAttribute : Attribute { }\n    [Test] public void Looks() { }", "AdvanceTo")]
    public Task A_test_may_look_at_what_it_gave_back(string test, string advance)
    {
        var code = Member($"{test} async Task M(PipeReader reader) {{ var result = await reader.ReadAsync(); var buffer = result.Buffer; reader.{advance}(buffer.End); Use(buffer.ToArray()); }}");
        return test.Length == 0 ? Verify<BufferReturnedInUse>.Reports(code) : Verify<BufferReturnedInUse>.Quiet(code);
    }
}
