using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class EndByteCastTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;

        class C
        {
            private byte _kind;

            object? M(Socket socket, TcpClient client, NetworkStream network, SslStream tls, Stream any, byte[] buffer)
            {
                {{statements}}
                return null;
            }

            static void Use(object value) { }
        }
        """;

    [Theory]
    [InlineData("byte b = (byte)network.[|ReadByte|](); Use(b);")]
    [InlineData("var b = (byte)client.GetStream().[|ReadByte|](); Use(b);")]
    [InlineData("_kind = (byte)tls.[|ReadByte|]();")]
    [InlineData("Use((byte)network.[|ReadByte|]());")]
    [InlineData("Use((sbyte)network.[|ReadByte|]());")]
    [InlineData("Use((ushort)(network.[|ReadByte|]()));")]
    [InlineData("var length = (byte)network.[|ReadByte|]() | (byte)network.[|ReadByte|]() << 8; Use(length);")]
    [InlineData("for (var i = 0; i < buffer.Length; i++) { buffer[i] = (byte)network.[|ReadByte|](); }")]
    [InlineData("var c = (char)network.[|ReadByte|](); Use(c);")]
    [InlineData("var buffered = new BufferedStream(network); Use((byte)buffered.[|ReadByte|]());")]
    [InlineData("using var reader = new StreamReader(network); var c = (char)reader.[|Read|](); Use(c);")]
    [InlineData("switch ((byte)network.[|ReadByte|]()) { case 1: return null; }")]
    [InlineData("var b = (byte)network.[|ReadByte|](); if (b == 255) { return null; }")]
    [InlineData("Func<byte> next = () => (byte)network.[|ReadByte|](); Use(next());")]
    public Task A_cast_that_hides_the_end_is_reported(string statements) => Verify<EndByteCast, EndByteCastFix>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = network.ReadByte(); if (n < 0) { return null; } var b = (byte)n; Use(b);")]
    [InlineData("int n; while ((n = network.ReadByte()) >= 0) { Use((byte)n); }")]
    [InlineData("Use(network.ReadByte());")]
    [InlineData("Use((long)network.ReadByte());")]
    [InlineData("Use((short)network.ReadByte());")]
    public Task An_int_that_is_kept_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var b = checked((byte)network.ReadByte()); Use(b);")]
    [InlineData("var b = Convert.ToByte(network.ReadByte()); Use(b);")]
    public Task A_conversion_that_throws_at_the_end_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var c = (char)network.ReadByte(); if (c == '\\uffff') { return null; } Use(c);")]
    [InlineData("var b = (sbyte)network.ReadByte(); if (b == -1) { return null; } Use(b);")]
    public Task A_character_that_is_tested_for_the_cast_end_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var c = (char)network.ReadByte(); switch (c) { case '$': Use(c); break; default: throw new InvalidDataException($\"'{c}'\"); }")]
    [InlineData("var c = (char)network.ReadByte(); if (c != ';') throw new InvalidDataException(); Use(c);")]
    public Task A_character_that_must_be_one_of_a_few_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var c = (char)network.[|ReadByte|](); switch (c) { case '$': Use(1); break; default: Use(c); break; }")]
    [InlineData("var b = (byte)network.[|ReadByte|](); if (b != 59) throw new InvalidDataException(); Use(b);")]
    public Task A_character_that_is_kept_otherwise_or_a_byte_is_reported(string statements) => Verify<EndByteCast, EndByteCastFix>.Reports(Method(statements));

    [Theory]
    [InlineData("while (network.DataAvailable) { Use((byte)network.ReadByte()); }")]
    [InlineData("if (client.Available > 0) { Use((byte)network.ReadByte()); }")]
    [InlineData("using var reader = new StreamReader(network); while (reader.Peek() >= 0) { Use((char)reader.Read()); }")]
    [InlineData("using var reader = new StreamReader(network); while (!reader.EndOfStream) { Use((char)reader.Read()); }")]
    public Task A_byte_that_is_known_to_be_there_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Fact]
    public Task A_loop_that_spins_at_the_end_is_another_sin_and_quiet() =>
        Verify<EndByteCast, EndByteCastFix>.Quiet(Method("char c; do { c = (char)network.ReadByte(); Use(c); } while (c != '\\n');"));

    [Theory]
    [InlineData("Use((byte)any.ReadByte());")]
    [InlineData("Use((byte)new MemoryStream(buffer).ReadByte());")]
    [InlineData("using var reader = new BinaryReader(network); Use((byte)reader.ReadByte()); Use((char)reader.ReadByte());")]
    [InlineData("using var reader = new StringReader(\"a\"); Use((char)reader.Read());")]
    public Task What_is_no_connection_or_throws_at_its_end_is_quiet(string statements) => Verify<EndByteCast, EndByteCastFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("byte b = (byte)network.[|ReadByte|]();", "var bOrEnd = network.ReadByte();", "bOrEnd", "byte b = (byte)bOrEnd;")]
    [InlineData("_kind = (byte)network.[|ReadByte|]();", "var kindOrEnd = network.ReadByte();", "kindOrEnd", "_kind = (byte)kindOrEnd;")]
    [InlineData("buffer[0] = (byte)network.[|ReadByte|](); // first", "var byteOrEnd = network.ReadByte();", "byteOrEnd", "buffer[0] = (byte)byteOrEnd; // first")]
    [InlineData("return (byte)network.[|ReadByte|]();", "var byteOrEnd = network.ReadByte();", "byteOrEnd", "return (byte)byteOrEnd;")]
    public Task The_int_is_kept_and_tested(string before, string read, string name, string after) =>
        Verify<EndByteCast, EndByteCastFix>.Fixes(Method(before), Method($"{read}\n        if ({name} < 0) throw new EndOfStreamException();\n        {after}"));

    [Theory]
    [InlineData("Use((byte)network.[|ReadByte|]());")]
    [InlineData("if (buffer.Length > 0) _kind = (byte)network.[|ReadByte|]();")]
    public Task A_cast_inside_a_larger_expression_is_not_mended(string statements) => Verify<EndByteCast, EndByteCastFix>.OffersNothing(Method(statements));
}
