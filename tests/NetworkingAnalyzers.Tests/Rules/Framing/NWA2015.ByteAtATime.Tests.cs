using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ByteAtATimeTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream;

            public C(NetworkStream stream) => _stream = stream;

            async Task M(Socket socket, TcpClient client, NetworkStream network, NetworkStream other, Stream any, byte[] buffer, int length)
            {
                var text = new StringBuilder();
                var bytes = new List<byte>();
                int b;
                {{statements}}
                await Task.Yield();
            }

            static void Use(object value) { }
        }
        """;

    [Theory]
    [InlineData("while ((b = network.[|ReadByte|]()) >= 0 && b != '\\n') { text.Append((char)b); }")]
    [InlineData("while ((b = _stream.[|ReadByte|]()) >= 0 && b != 10) { bytes.Add((byte)b); }")]
    [InlineData("var stream = client.GetStream(); while (true) { b = stream.[|ReadByte|](); if (b < 0) break; text.Append((char)b); if (b == 0) break; }")]
    [InlineData("for (var i = 0; i < length; i++) { b = network.[|ReadByte|](); if (b < 0) return; buffer[i] = (byte)b; }")]
    [InlineData("var memory = new MemoryStream(); do { b = network.[|ReadByte|](); if (b < 0) return; memory.WriteByte((byte)b); } while (b != 3);")]
    [InlineData("var line = \"\"; while ((b = network.[|ReadByte|]()) > 0) { line += (char)b; } Use(line);")]
    [InlineData("while ((b = network.[|ReadByte|]()) != -1 && b != '\\r') { }")]
    public Task A_row_of_single_reads_is_reported(string statements) => Verify<ByteAtATime>.Reports(Method(statements));

    [Theory]
    [InlineData("var one = new byte[1]; while (network.[|Read|](one, 0, 1) > 0 && one[0] != '\\n') { text.Append((char)one[0]); }")]
    [InlineData("var one = new byte[1]; while (socket.[|Receive|](one) > 0) { bytes.Add(one[0]); if (one[0] == 0) break; }")]
    [InlineData("var one = new byte[1]; while (await network.[|ReadAsync|](one, 0, 1) > 0) { bytes.AddRange(one); }")]
    [InlineData("for (var i = 0; i < length; i++) { if (socket.[|Receive|](buffer, i, 1, SocketFlags.None) == 0) return; }")]
    public Task A_buffer_of_one_byte_is_no_buffer(string statements) => Verify<ByteAtATime>.Reports(Method(statements));

    [Theory]
    [InlineData("var reader = new BinaryReader(network); for (var i = 0; i < length; i++) { buffer[i] = reader.[|ReadByte|](); }")]
    [InlineData("Stream stream = client.GetStream(); while ((b = stream.[|ReadByte|]()) >= 0) { bytes.Add((byte)b); }")]
    [InlineData("Func<string> line = () => { int c; while ((c = network.[|ReadByte|]()) > 0) { text.Append((char)c); } return text.ToString(); }; Use(line());")]
    [InlineData("void Line() { int c; while ((c = network.[|ReadByte|]()) > 0) { text.Append((char)c); } } Line();")]
    public Task Readers_without_a_buffer_and_plain_streams_are_seen_through(string statements) => Verify<ByteAtATime>.Reports(Method(statements));

    [Theory]
    [InlineData("foreach (var x in buffer) { network.[|WriteByte|](x); }")]
    [InlineData("for (var i = 0; i < length; i++) { network.[|WriteByte|](buffer[i]); }")]
    [InlineData("foreach (var c in \"hello, world, how are you\") { network.[|WriteByte|]((byte)c); }")]
    [InlineData("using var tls = Tls(network); for (var i = 0; i < length; i++) { tls.[|WriteByte|](bytes[i]); } static SslStream Tls(NetworkStream s) => new SslStream(s);")]
    [InlineData("var writer = new BinaryWriter(network); for (var i = 0; i < length; i++) { writer.[|Write|](buffer[i]); }")]
    public Task A_row_of_single_writes_is_reported(string statements) => Verify<ByteAtATime>.Reports(Method(statements));

    [Fact]
    public Task A_helper_is_told_by_its_callers() => Verify<ByteAtATime>.Reports("""
        using System.IO;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            static string ReadLine(Stream stream)
            {
                var line = new StringBuilder();
                int b;
                while ((b = stream.[|ReadByte|]()) >= 0 && b != '\n') { line.Append((char)b); }
                return line.ToString();
            }

            public string First(TcpClient client) => C.ReadLine(client.GetStream());
        }
        """);

    [Fact]
    public Task A_helper_that_is_given_a_buffer_is_quiet() => Verify<ByteAtATime>.Quiet("""
        using System.IO;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            static string ReadLine(Stream stream)
            {
                var line = new StringBuilder();
                int b;
                while ((b = stream.ReadByte()) >= 0 && b != '\n') { line.Append((char)b); }
                return line.ToString();
            }

            public string First(TcpClient client) => C.ReadLine(new BufferedStream(client.GetStream())) + C.ReadLine(client.GetStream());
        }
        """);

    [Theory]
    [InlineData("var buffered = new BufferedStream(network); while ((b = buffered.ReadByte()) >= 0) { bytes.Add((byte)b); }")]
    [InlineData("Stream buffered = new BufferedStream(network); while ((b = buffered.ReadByte()) >= 0) { bytes.Add((byte)b); }")]
    [InlineData("var reader = new BinaryReader(new BufferedStream(network)); for (var i = 0; i < length; i++) { buffer[i] = reader.ReadByte(); }")]
    [InlineData("while ((b = any.ReadByte()) >= 0) { bytes.Add((byte)b); }")]
    [InlineData("var memory = new MemoryStream(); foreach (var x in buffer) { memory.WriteByte(x); } memory.WriteTo(network);")]
    [InlineData("using var reader = new StreamReader(network); while ((b = reader.Read()) >= 0) { text.Append((char)b); }")]
    public Task A_buffer_between_or_no_connection_is_quiet(string statements) => Verify<ByteAtATime>.Quiet(Method(statements));

    [Theory]
    [InlineData("b = network.ReadByte(); bytes.Add((byte)b);")]
    [InlineData("for (var i = 0; i < 4; i++) { b = network.ReadByte(); if (b < 0) return; buffer[i] = (byte)b; }")]
    [InlineData("var head = new byte[8]; for (var i = 0; i < head.Length; i++) { b = network.ReadByte(); if (b < 0) return; head[i] = (byte)b; }")]
    [InlineData("for (var i = 0; i < 4; i++) { network.WriteByte(buffer[i]); }")]
    [InlineData("int i = 0; while (i < 4) { b = network.ReadByte(); if (b < 0) return; buffer[i++] = (byte)b; }")]
    public Task A_few_bytes_are_quiet(string statements) => Verify<ByteAtATime>.Quiet(Method(statements));

    [Fact]
    public Task A_number_of_variable_length_is_quiet() =>
        Verify<ByteAtATime>.Quiet(Method("do { b = network.ReadByte(); if (b < 0) return; bytes.Add((byte)b); } while ((b & 0x80) != 0);"));

    [Theory]
    [InlineData("while ((b = network.ReadByte()) >= 0) { switch (b) { case 1: Use(b); break; case 2: return; } }")]
    [InlineData("while ((b = network.ReadByte()) >= 0) { Use(b); }")]
    [InlineData("while (length-- > 0) { network.WriteByte(1); }")]
    public Task A_byte_that_is_a_message_of_its_own_is_quiet(string statements) => Verify<ByteAtATime>.Quiet(Method(statements));

    [Theory]
    [InlineData("while ((b = network.ReadByte()) >= 0) { network.WriteByte((byte)b); text.Append((char)b); }")]
    [InlineData("while ((b = network.ReadByte()) >= 0) { bytes.Add((byte)b); var n = network.Read(buffer, 0, length); Use(n); }")]
    [InlineData("foreach (var x in buffer) { network.WriteByte(x); Thread.Sleep(10); }")]
    [InlineData("foreach (var x in buffer) { network.WriteByte(x); b = network.ReadByte(); if (b != 6) return; }")]
    public Task Bytes_that_are_answered_or_paced_are_quiet(string statements) => Verify<ByteAtATime>.Quiet(Method(statements));

    [Fact]
    public Task A_line_before_TLS_is_quiet() =>
        Verify<ByteAtATime>.Quiet(Method("while ((b = network.ReadByte()) >= 0 && b != '\\n') { text.Append((char)b); } var tls = new SslStream(network); await tls.AuthenticateAsClientAsync(\"a\");"));

    [Fact]
    public Task A_TLS_stream_keeps_what_it_has_decrypted_and_reading_it_is_quiet() => Verify<ByteAtATime>.Quiet("""
        using System.Collections.Generic;
        using System.Net.Security;

        class C
        {
            void M(SslStream tls, List<byte> bytes)
            {
                int b;
                while ((b = tls.ReadByte()) >= 0) { bytes.Add((byte)b); }
            }
        }
        """);

    [Theory]
    [InlineData("for (var i = 0; i < length; i++) { buffer[i] = (byte)network.ReadByte(); }")]
    [InlineData("do { b = network.ReadByte(); text.Append((char)b); } while (b != '\\n');")]
    public Task An_end_that_goes_unnoticed_comes_first_and_is_quiet(string statements) => Verify<ByteAtATime>.Quiet(Method(statements));

    [Fact]
    public Task A_test_is_quiet() => Verify<ByteAtATime>.Quiet("""
        using System;
        using System.Net.Sockets;

        class FactAttribute : Attribute { }

        class C
        {
            [Fact]
            public void M() => Send(new byte[99], new TcpClient().GetStream());

            static void Send(byte[] bytes, NetworkStream stream) { foreach (var b in bytes) { stream.WriteByte(b); } }
        }
        """);
}
