using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class SecondReaderTests
{
    private static string Member(string member) => $$"""
        using System;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private TcpClient _client = new TcpClient();
            private StreamReader? _reader;

            {{member}}

            static void Use(object? value) { }

            static void Handle(StreamReader reader) { }
        }
        """;

    private static string Method(string statements) =>
        Member($"async Task M(Socket socket, TcpClient client, TcpListener listener, NetworkStream network, Stream any, byte[] bytes) {{ await Task.Yield(); {statements} }}");

    [Theory]
    [InlineData("while (true) { var reader = [|new StreamReader(network)|]; Use(reader.ReadLine()); }")]
    [InlineData("while (true) { var reader = [|new StreamReader(client.GetStream())|]; var line = await reader.ReadLineAsync(); if (line == null) { break; } Use(line); }")]
    [InlineData("while (client.Connected) { var stream = client.GetStream(); StreamReader reader = [|new(stream)|]; Use(reader.ReadLine()); }")]
    [InlineData("for (;;) { var line = [|new StreamReader(network)|].ReadLine(); if (line == \"bye\") { return; } }")]
    [InlineData("do { using var reader = [|new StreamReader(network, leaveOpen: true)|]; Use(reader.ReadLine()); } while (true);")]
    [InlineData("foreach (var b in bytes) { network.WriteByte(b); var reader = [|new StreamReader(network)|]; Use(reader.ReadLine()); }")]
    public Task A_reader_for_each_round_is_reported(string statements) => Verify<SecondReader>.Reports(Method(statements));

    [Theory]
    [InlineData("void Run(NetworkStream network) { while (true) { Use(Line(network)); } } string? Line(NetworkStream stream) { var reader = [|new StreamReader(stream)|]; return reader.ReadLine(); }")]
    [InlineData("void Run() { while (true) { Use(Line()); } } string? Line() => [|new StreamReader(_client.GetStream())|].ReadLine();")]
    [InlineData("async Task Run() { while (_client.Connected) { var line = await LineAsync(); if (line is null) { return; } } } async Task<string?> LineAsync() { var reader = [|new StreamReader(_client.GetStream())|]; return await reader.ReadLineAsync(); }")]
    [InlineData("void Run() { Use(Next()); Use(Next()); } string? Next() => [|new StreamReader(_client.GetStream())|].ReadLine();")]
    [InlineData("void Run(NetworkStream n) { var user = Next(n); var password = Next(n); } string? Next(NetworkStream s) { var r = [|new StreamReader(s)|]; return r.ReadLine(); }")]
    [InlineData("void Run() { var c = new StreamReader(_client.GetStream()); while (c.ReadLine() is { } l) { if (l == \"DATA\") Mail(); } } void Mail() { var r = [|new StreamReader(_client.GetStream())|]; while (r.ReadLine() is { } l && l != \".\") { Use(l); } }")]
    [InlineData("class D(NetworkStream s) { string? Next() => [|new StreamReader(s)|].ReadLine(); void Run() { while (true) { Use(Next()); } } }")]
    public Task A_reader_for_each_call_is_reported(string member) => Verify<SecondReader>.Reports(Member(member));

    [Theory]
    [InlineData("var first = new StreamReader(network); Use(first.ReadLine()); var second = [|new StreamReader(network)|]; Use(second.ReadLine());")]
    [InlineData("var headers = new StreamReader(network); string? line; while ((line = headers.ReadLine()) != \"\") { Use(line); } network.[|ReadExactly|](bytes);")]
    [InlineData("var headers = new StreamReader(network); while (!string.IsNullOrEmpty(headers.ReadLine())) { } var n = await network.[|ReadAsync|](bytes); Use(n);")]
    [InlineData("var reader = new StreamReader(network); var length = int.Parse(reader.ReadLine()!); var binary = [|new BinaryReader(network)|]; Use(binary.ReadBytes(length));")]
    [InlineData("var name = new StreamReader(network).ReadLine(); var binary = [|new BinaryReader(new BufferedStream(network))|]; Use(binary.ReadInt32());")]
    public Task A_read_past_an_earlier_reader_is_reported(string statements) => Verify<SecondReader>.Reports(Method(statements));

    [Theory]
    [InlineData("var reader = new StreamReader(network); while (true) { Use(reader.ReadLine()); }")]
    [InlineData("_reader = new StreamReader(network); Use(_reader.ReadLine());")]
    [InlineData("_reader ??= new StreamReader(network); Use(_reader.ReadLine());")]
    public Task One_reader_for_the_connection_is_quiet(string statements) => Verify<SecondReader>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var next = listener.AcceptTcpClient(); var reader = new StreamReader(next.GetStream()); Use(reader.ReadLine()); }")]
    [InlineData("while (true) { client = listener.AcceptTcpClient(); var reader = new StreamReader(client.GetStream()); Use(reader.ReadLine()); }")]
    [InlineData("while (true) { _client = listener.AcceptTcpClient(); Use(new StreamReader(_client.GetStream()).ReadLine()); }")]
    [InlineData("while (true) { var reader = new StreamReader(network); if (reader.ReadLine() != null) { return; } break; }")]
    public Task Another_connection_each_round_is_quiet(string statements) => Verify<SecondReader>.Quiet(Method(statements));

    [Theory]
    [InlineData("void Run(TcpListener listener) { while (true) { var c = listener.AcceptTcpClient(); Use(Line(c.GetStream())); } } string? Line(NetworkStream stream) { var reader = new StreamReader(stream); return reader.ReadLine(); }")]
    [InlineData("void Run(NetworkStream stream) { Use(Line(stream)); } string? Line(NetworkStream stream) { var reader = new StreamReader(stream); return reader.ReadLine(); }")]
    [InlineData("void Run(NetworkStream a, NetworkStream b) { Use(Line(a)); Use(Line(b)); } string? Line(NetworkStream stream) { var reader = new StreamReader(stream); return reader.ReadLine(); }")]
    [InlineData("void Run(bool first, NetworkStream a) { if (first) Use(Line(a)); else Use(Line(a)); } string? Line(NetworkStream stream) { var reader = new StreamReader(stream); return reader.ReadLine(); }")]
    public Task One_call_for_a_connection_is_quiet(string member) => Verify<SecondReader>.Quiet(Member(member));

    [Theory]
    [InlineData("while (true) { var reader = new StreamReader(network); Use(reader.ReadToEnd()); }")]
    [InlineData("while (true) { var reader = new StreamReader(network); string? line; while ((line = reader.ReadLine()) != null) { Use(line); } }")]
    [InlineData("while (true) { var reader = new StreamReader(network); Handle(reader); Use(reader.ReadLine()); }")]
    public Task A_reader_that_may_be_read_to_the_end_is_quiet(string statements) => Verify<SecondReader>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { using var reader = new StreamReader(network); Use(reader.ReadLine()); }")]
    public Task A_reader_whose_disposal_closes_the_connection_is_another_sin_and_quiet(string statements) => Verify<SecondReader>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var reader = new BinaryReader(network); Use(reader.ReadInt32()); }")]
    [InlineData("while (true) { var writer = new StreamWriter(network); writer.WriteLine(1); writer.Flush(); }")]
    [InlineData("while (true) { var reader = new StreamReader(any); Use(reader.ReadLine()); }")]
    public Task What_buffers_nothing_or_is_no_connection_is_quiet(string statements) => Verify<SecondReader>.Quiet(Method(statements));

    [Fact]
    public Task A_change_to_TLS_is_agreed_upon_and_quiet() =>
        Verify<SecondReader>.Quiet(Method("var plain = new StreamReader(network); Use(plain.ReadLine()); var tls = new SslStream(network); var reader = new StreamReader(tls); Use(reader.ReadLine());"));
}
