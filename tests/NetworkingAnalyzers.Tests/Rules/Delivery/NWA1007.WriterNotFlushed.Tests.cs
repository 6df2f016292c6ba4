using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class WriterNotFlushedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.IO.Compression;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(TcpClient client, NetworkStream stream, byte[] buffer)
            {
                await Task.Yield();
                {{statements}}
            }

            void Ask(StreamWriter writer) => writer.Flush();
        }
        """;

    private static string Class(string members) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream;
            private readonly StreamReader _reader;
            private readonly StreamWriter _writer;

            {{members}}
        }
        """;

    [Theory]
    [InlineData(
        "var reader = new StreamReader(stream); var writer = [|new StreamWriter(stream)|]; writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine());",
        "var reader = new StreamReader(stream); var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine());")]
    [InlineData(
        "using var writer = [|new StreamWriter(client.GetStream())|]; await writer.WriteLineAsync(\"HELO\"); var n = await client.GetStream().ReadAsync(buffer); Console.WriteLine(n);",
        "using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true }; await writer.WriteLineAsync(\"HELO\"); var n = await client.GetStream().ReadAsync(buffer); Console.WriteLine(n);")]
    [InlineData(
        "using var reader = new StreamReader(stream); using var writer = [|new StreamWriter(stream, leaveOpen: true)|]; while (true) { writer.WriteLine(\"NEXT\"); if (await reader.ReadLineAsync() is null) { break; } }",
        "using var reader = new StreamReader(stream); using var writer = new StreamWriter(stream, leaveOpen: true) { AutoFlush = true }; while (true) { writer.WriteLine(\"NEXT\"); if (await reader.ReadLineAsync() is null) { break; } }")]
    public Task A_reply_that_is_awaited_before_the_flush_is_reported(string before, string after) => Verify<WriterNotFlushed, WriterNotFlushedFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("public C(TcpClient client) { _stream = client.GetStream(); _reader = new StreamReader(_stream); _writer = [|new StreamWriter(_stream)|]; } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); }")]
    [InlineData("public C(NetworkStream stream) { _stream = stream; _reader = new(stream); _writer = [|new(stream)|]; } async Task<string?> Ask(string q) { await _writer.WriteLineAsync(q); return await _reader.ReadLineAsync(); }")]
    public Task Fields_are_seen_too(string members) => Verify<WriterNotFlushed>.Reports(Class(members));

    [Theory]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); writer.Flush(); Console.WriteLine(reader.ReadLine());")]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine());")]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream); writer.AutoFlush = true; writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine());")]
    [InlineData("using (var writer = new StreamWriter(stream, leaveOpen: true)) { writer.WriteLine(\"HELO\"); } Console.WriteLine(stream.Read(buffer));")]
    public Task What_is_flushed_is_quiet(string statements) => Verify<WriterNotFlushed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream); Console.WriteLine(reader.ReadLine()); writer.WriteLine(\"HELO\"); writer.Flush();")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); writer.Flush();")]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Ask(writer); Console.WriteLine(reader.ReadLine());")]
    [InlineData("var reader = new StreamReader(stream); var writer = new StreamWriter(\"log\"); writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine());")]
    [InlineData("using var other = new TcpClient(\"a\", 9); var reader = new StreamReader(other.GetStream()); var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Console.WriteLine(reader.ReadLine()); writer.Flush();")]
    public Task No_reply_on_the_same_connection_behind_it_is_quiet(string statements) => Verify<WriterNotFlushed>.Quiet(Method(statements));

    [Theory]
    [InlineData("public C(TcpClient client) { _stream = client.GetStream(); _reader = new StreamReader(_stream); _writer = new StreamWriter(_stream); } void Send(string q) { _writer.WriteLine(q); _writer.Flush(); } string? Ask(string q) { Send(q); return _reader.ReadLine(); }")]
    [InlineData("public C(TcpClient client) { _stream = client.GetStream(); _reader = new StreamReader(_stream); _writer = new StreamWriter(_stream); _writer.AutoFlush = true; } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); }")]
    public Task A_type_that_flushes_somewhere_is_quiet(string members) => Verify<WriterNotFlushed>.Quiet(Class(members));

    [Fact]
    public Task A_stream_that_is_a_local_of_the_constructor_is_known_too() =>
        Verify<WriterNotFlushed>.Reports(Class("public C(TcpClient client) { var s = client.GetStream(); _stream = s; _reader = new StreamReader(s); _writer = [|new StreamWriter(s)|]; } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); }"));

    [Fact]
    public Task A_reader_of_another_connection_in_the_constructor_is_quiet() =>
        Verify<WriterNotFlushed>.Quiet(Class("public C(TcpClient client, TcpClient other) { var s = client.GetStream(); var t = other.GetStream(); _stream = t; _reader = new StreamReader(t); _writer = new StreamWriter(s); } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); }"));

    [Theory]
    [InlineData("using var z = [|new DeflateStream(stream, CompressionMode.Compress, true)|]; z.Write(buffer); stream.ReadExactly(buffer);")]
    [InlineData("var z = [|new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)|]; await z.WriteAsync(buffer); var n = await stream.ReadAsync(buffer);")]
    [InlineData("var b = [|new BufferedStream(stream)|]; b.Write(buffer); var n = stream.Read(buffer);")]
    [InlineData("var b = new BinaryWriter([|new BufferedStream(stream, 4096)|]); b.Write((byte)1); b.Write(buffer); var n = stream.Read(buffer);")]
    public Task A_stream_that_gathers_what_is_written_is_a_writer_too(string statements) => Verify<WriterNotFlushed>.Reports(Method(statements));

    [Theory]
    [InlineData("using var z = new DeflateStream(stream, CompressionMode.Compress, true); z.Write(buffer); z.Flush(); stream.ReadExactly(buffer);")]
    [InlineData("using (var z = new DeflateStream(stream, CompressionMode.Compress, true)) { z.Write(buffer); } stream.ReadExactly(buffer);")]
    [InlineData("using var z = new DeflateStream(stream, CompressionMode.Decompress, true); stream.Write(buffer); z.ReadExactly(buffer);")]
    [InlineData("var b = new BufferedStream(stream); b.Write(buffer); var n = b.ReadByte();")]
    [InlineData("var b = new BinaryWriter(new BufferedStream(stream)); b.Write(buffer); b.Flush(); var n = stream.Read(buffer);")]
    [InlineData("var b = new BinaryWriter(stream); b.Write(buffer); var n = stream.Read(buffer);")]
    [InlineData("using var z = new DeflateStream(File.Create(\"a\"), CompressionMode.Compress); z.Write(buffer); stream.ReadExactly(buffer);")]
    public Task A_flush_or_a_read_through_itself_is_quiet(string statements) => Verify<WriterNotFlushed>.Quiet(Method(statements));

    [Fact]
    public Task What_has_no_AutoFlush_is_not_given_one() =>
        Verify<WriterNotFlushed, WriterNotFlushedFix>.OffersNothing(Method("using var z = [|new DeflateStream(stream, CompressionMode.Compress, true)|]; z.Write(buffer); stream.ReadExactly(buffer);"));

    private const string Made = "public C(TcpClient client) { _stream = client.GetStream(); _reader = new StreamReader(_stream); _writer = ";

    [Theory]
    [InlineData("[|new StreamWriter(_stream)|]; } async Task Ask(string q) { await _writer.WriteLineAsync(q); await Expect(250); } async Task Expect(int code) { var l = await _reader.ReadLineAsync(); if (l?.StartsWith(code + \"\") != true) throw new IOException(l); }")]
    [InlineData("[|new StreamWriter(_stream)|]; } string? Ask(string q) { _writer.WriteLine(q); return Reply(); } string? Reply() => _reader.ReadLine();")]
    [InlineData("[|new StreamWriter(_stream)|]; } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); } void Dispose() { _writer.Dispose(); _reader.Dispose(); }")]
    [InlineData("[|new StreamWriter(_stream)|]; } void Tell(string q) { _writer.WriteLine(q); _writer.Flush(); Reply(); } string? Last(string q) { _writer.WriteLine(q); return Reply(); } string? Reply() => _reader.ReadLine();")]
    public Task A_reply_that_a_method_of_the_same_object_reads_is_one(string members) => Verify<WriterNotFlushed>.Reports(Class(Made + members));

    [Theory]
    [InlineData("new StreamWriter(_stream); } string? Ask(string q) { _writer.WriteLine(q); return Reply(); } string? Reply() { _writer.Flush(); return _reader.ReadLine(); }")]
    [InlineData("new StreamWriter(_stream); } string? Ask(string q) { _writer.WriteLine(q); return Reply(); } string? Reply() { Done(); return _reader.ReadLine(); } void Done() => _writer.Flush();")]
    [InlineData("new StreamWriter(_stream); } string? Ask(string q) { _writer.WriteLine(q); return _reader.ReadLine(); } void EachSecond() => _writer.Flush();")]
    [InlineData("new StreamWriter(_stream); } string? Ask(string q) { _writer.WriteLine(q); _writer.Flush(); return Reply(); } string? Reply() => _reader.ReadLine();")]
    [InlineData("new StreamWriter(_stream); } string? Ask(string q) { _writer.WriteLine(q); return Other(); } string? Other() => File.ReadAllText(\"a\");")]
    public Task A_method_that_flushes_or_reads_something_else_is_quiet(string members) => Verify<WriterNotFlushed>.Quiet(Class(Made + members));

    [Theory]
    [InlineData("using var reader = new StreamReader(stream); using var writer = [|new StreamWriter(stream)|]; writer.WriteLine(\"HELO\"); Expect(reader, \"250\"); static void Expect(StreamReader reader, string code) { if (reader.ReadLine()?.StartsWith(code) != true) throw new IOException(); }")]
    [InlineData("var writer = [|new StreamWriter(client.GetStream())|]; await writer.WriteLineAsync(\"HELO\"); await ReplyAsync(client.GetStream()); static async Task ReplyAsync(NetworkStream s) { await s.ReadExactlyAsync(new byte[4]); }")]
    public Task A_method_that_reads_from_what_it_is_given_awaits_the_reply(string statements) => Verify<WriterNotFlushed>.Reports(Method(statements));

    [Theory]
    [InlineData("using var reader = new StreamReader(stream); using var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); writer.Flush(); Expect(reader); static void Expect(StreamReader reader) { reader.ReadLine(); }")]
    [InlineData("using var reader = new StreamReader(stream); using var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Expect(reader); static void Expect(StreamReader reader) { Console.WriteLine(reader.CurrentEncoding); }")]
    [InlineData("using var reader = new StreamReader(\"file\"); using var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Expect(reader); static void Expect(StreamReader reader) { reader.ReadLine(); }")]
    public Task A_method_that_reads_nothing_or_something_else_is_quiet(string statements) => Verify<WriterNotFlushed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var writer = [|new StreamWriter(stream)|]; writer.WriteLine(\"HELO\"); stream.Flush();")]
    [InlineData("StreamWriter writer = [|new(client.GetStream())|] ; foreach (var b in buffer) { await writer.WriteLineAsync(b.ToString()); } client.Close();")]
    [InlineData("var z = [|new GZipStream(stream, CompressionMode.Compress)|]; await z.WriteAsync(buffer);")]
    public Task A_writer_that_nobody_flushes_keeps_what_it_was_given(string statements) => Verify<WriterNotFlushed>.Reports(Method(statements));

    [Theory]
    [InlineData("using (var writer = new StreamWriter(stream)) { writer.WriteLine(\"HELO\"); }")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); await writer.DisposeAsync();")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); writer.Close();")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Ask(writer);")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"HELO\"); Action flush = () => writer.Flush(); flush();")]
    [InlineData("var writer = new StreamWriter(new MemoryStream()); writer.WriteLine(\"HELO\");")]
    [InlineData("var z = new GZipStream(stream, CompressionMode.Decompress); await z.ReadAsync(buffer);")]
    public Task A_writer_that_is_closed_or_that_somebody_else_has_is_quiet(string statements) => Verify<WriterNotFlushed>.Quiet(Method(statements));
}
