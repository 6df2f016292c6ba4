using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class LengthInCharactersTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading.Tasks;

        class C
        {
            {{members}}

            async Task M(Socket socket, NetworkStream stream, string text, int id)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("stream.Write(BitConverter.GetBytes(text.[|Length|])); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("socket.Send(BitConverter.GetBytes((short)text.[|Length|])); socket.Send(Encoding.GetEncoding(\"gbk\").GetBytes(text));")]
    [InlineData("socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(text.[|Length|]))); socket.Send(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var prefix = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(prefix, text.[|Length|]); socket.Send(prefix); socket.Send(Encoding.UTF8.GetBytes(text));")]
    [InlineData("int n = text.[|Length|]; var bytes = Encoding.UTF8.GetBytes(text); stream.Write(BitConverter.GetBytes(n)); await stream.WriteAsync(bytes);")]
    [InlineData("var writer = new BinaryWriter(stream); writer.Write(text.[|Length|] + 1); writer.Write(Encoding.UTF8.GetBytes(text + \"\\n\"));")]
    [InlineData("socket.Send(Encoding.UTF8.GetBytes($\"BATCH {id} {text.[|Length|]}\\n{text}\"));")]
    [InlineData("socket.Send(Encoding.UTF8.GetBytes(text.[|Length|] + \":\" + text + \",\"));")]
    [InlineData("var line = $\"{text.[|Length|]:X4}{text}\"; stream.Write(Encoding.UTF8.GetBytes(line));")]
    [InlineData("stream.WriteByte((byte)text.[|Length|]); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var frame = new byte[200]; frame[0] = 1; frame[1] = (byte)text.[|Length|]; Encoding.UTF8.GetBytes(text).CopyTo(frame, 2); socket.Send(frame);")]
    [InlineData("var sb = new StringBuilder(); sb.Append('$').Append(text.[|Length|]).Append(\"\\r\\n\").Append(text); stream.Write(Encoding.UTF8.GetBytes(sb.ToString()));")]
    [InlineData("var sb = new StringBuilder().Append(text.[|Length|]).Append(':').Append(text); var all = sb.ToString(); stream.Write(Encoding.UTF8.GetBytes(all));")]
    public Task A_prefix_in_characters_is_reported(string statements) => Verify<LengthInCharacters>.Reports(Method(statements));

    [Theory]
    [InlineData("var bytes = Encoding.UTF8.GetBytes(text); stream.Write(bytes, 0, text.[|Length|]);")]
    [InlineData("socket.Send(Encoding.UTF8.GetBytes(text), text.[|Length|], SocketFlags.None);")]
    [InlineData("var bytes = Encoding.UTF8.GetBytes(text); await stream.WriteAsync(bytes, 0, text.[|Length|]);")]
    public Task A_count_of_a_send_in_characters_is_reported(string statements) => Verify<LengthInCharacters>.Reports(Method(statements));

    [Theory]
    [InlineData("var frame = new byte[2 + text.[|Length|]]; Encoding.UTF8.GetBytes(text).CopyTo(frame, 2); socket.Send(frame);")]
    [InlineData("var frame = new byte[text.[|Length|]]; Encoding.UTF8.GetBytes(text, 0, 3, frame, 0); socket.Send(frame);")]
    [InlineData("var body = Encoding.UTF8.GetBytes(text); var frame = new byte[text.[|Length|] + 4]; Buffer.BlockCopy(body, 0, frame, 4, body.Length); socket.Send(frame);")]
    public Task A_buffer_for_the_bytes_that_is_sized_in_characters_is_reported(string statements) => Verify<LengthInCharacters>.Reports(Method(statements));

    [Theory]
    [InlineData("socket.Send(Encoding.UTF8.GetBytes($\"HTTP/1.1 200 OK\\r\\nContent-Length: {text.[|Length|]}\\r\\n\\r\\n{text}\"));")]
    [InlineData("var head = \"HTTP/1.1 200 OK\\r\\nContent-Length: \" + text.[|Length|] + \"\\r\\n\\r\\n\"; socket.Send(Encoding.UTF8.GetBytes(head + text));")]
    [InlineData("var sb = new StringBuilder(); sb.AppendFormat(\"Content-Length: {0}\\r\\n\", text.[|Length|]); socket.Send(Encoding.UTF8.GetBytes(sb + text));")]
    [InlineData("using var writer = new StreamWriter(stream); writer.WriteLine($\"Content-Length: {text.[|Length|]}\"); writer.WriteLine(); writer.Write(text);")]
    [InlineData("HttpListenerResponse response = null!; response.ContentLength64 = text.[|Length|]; response.OutputStream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var request = WebRequest.CreateHttp(\"http://a\"); request.ContentLength = text.[|Length|]; request.GetRequestStream().Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var headers = new WebHeaderCollection(); headers.Add(\"Content-Length\", text.[|Length|].ToString()); socket.Send(Encoding.UTF8.GetBytes(headers + text));")]
    [InlineData("var headers = new WebHeaderCollection(); headers[\"content-length\"] = text.[|Length|].ToString(); socket.Send(Encoding.UTF8.GetBytes(headers + text));")]
    [InlineData("var content = new System.Net.Http.StringContent(text); content.Headers.ContentLength = text.[|Length|];")]
    public Task A_Content_Length_in_characters_is_reported(string statements) => Verify<LengthInCharacters>.Reports(Method(statements));

    [Theory]
    [InlineData("stream.Write(BitConverter.GetBytes(text.Length)); stream.Write(Encoding.ASCII.GetBytes(text));")]
    [InlineData("var bytes = Encoding.Latin1.GetBytes(text); stream.Write(bytes, 0, text.Length);")]
    [InlineData("var bytes = new ASCIIEncoding().GetBytes(text); stream.Write(bytes, 0, text.Length);")]
    [InlineData("var bytes = Encoding.GetEncoding(\"iso-8859-1\").GetBytes(text); stream.Write(bytes, 0, text.Length);")]
    [InlineData("var bytes = Encoding.Default.GetBytes(text); stream.Write(bytes, 0, text.Length);")]
    public Task An_encoding_of_one_byte_or_an_unknown_one_is_quiet(string statements) => Verify<LengthInCharacters>.Quiet(Method(statements));

    [Theory]
    [InlineData("var body = Convert.ToBase64String(new byte[9]); stream.Write(BitConverter.GetBytes(body.Length)); stream.Write(Encoding.UTF8.GetBytes(body));")]
    [InlineData("var body = \"{\\\"id\\\":\" + id + \"}\"; stream.Write(BitConverter.GetBytes(body.Length)); stream.Write(Encoding.UTF8.GetBytes(body));")]
    [InlineData("const string Body = \"pong\"; stream.Write(BitConverter.GetBytes(Body.Length)); stream.Write(Encoding.UTF8.GetBytes(Body));")]
    [InlineData("var body = System.Text.Json.JsonSerializer.Serialize(text); stream.Write(BitConverter.GetBytes(body.Length)); stream.Write(Encoding.UTF8.GetBytes(body));")]
    public Task Text_that_is_ASCII_for_sure_is_quiet(string statements) => Verify<LengthInCharacters>.Quiet(Method(statements));

    [Theory]
    [InlineData("var bytes = Encoding.UTF8.GetBytes(text); stream.Write(BitConverter.GetBytes(bytes.Length)); stream.Write(bytes);")]
    [InlineData("stream.Write(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text))); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("if (text.Length > 100) { return; } stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var frame = new byte[text.Length * 4]; var n = Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 0); socket.Send(frame, n, SocketFlags.None);")]
    [InlineData("Console.WriteLine($\"{text.Length} characters: {text}\"); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("stream.Write(Encoding.UTF8.GetBytes($\"{text} has {text.Length} characters\"));")]
    [InlineData("stream.Write(Encoding.ASCII.GetBytes($\"{text.Length}:{text}\"));")]
    [InlineData("var sb = new StringBuilder().Append(text.Length).Append(':').Append(text); stream.Write(Encoding.ASCII.GetBytes(sb.ToString()));")]
    [InlineData("var sb = new StringBuilder().Append(text.Length).Append(':').Append(id); stream.Write(Encoding.UTF8.GetBytes(sb.ToString())); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("var sb = new StringBuilder().Append(text.Length).Append(':').Append(text); Console.WriteLine(sb.ToString()); stream.Write(Encoding.UTF8.GetBytes(text));")]
    [InlineData("Console.WriteLine($\"Content: {text.Length}\"); stream.Write(Encoding.UTF8.GetBytes(text));")]
    public Task A_length_of_bytes_or_for_another_purpose_is_quiet(string statements) => Verify<LengthInCharacters>.Quiet(Method(statements));

    [Fact]
    public Task A_prefix_that_counts_the_units_of_UTF_16_may_be_the_protocol_and_is_quiet() =>
        Verify<LengthInCharacters>.Quiet(Method("socket.Send(BitConverter.GetBytes((short)text.Length)); socket.Send(Encoding.BigEndianUnicode.GetBytes(text));"));

    [Fact]
    public Task A_buffer_for_UTF_16_that_is_sized_in_units_is_reported() =>
        Verify<LengthInCharacters>.Reports(Method("var frame = new byte[2 + text.[|Length|]]; Encoding.Unicode.GetBytes(text).CopyTo(frame, 2); socket.Send(frame);"));

    [Theory]
    [InlineData("var frame = System.Buffers.ArrayPool<byte>.Shared.Rent(text.[|Length|]); var n = Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 0); stream.Write(frame, 0, n);")]
    [InlineData("var frame = System.Buffers.ArrayPool<byte>.Shared.Rent(4 + text.[|Length|]); var n = Encoding.UTF8.GetBytes(text, frame.AsSpan(4)); stream.Write(frame, 0, 4 + n);")]
    public Task A_rented_buffer_that_is_sized_in_characters_is_reported(string statements) => Verify<LengthInCharacters>.Reports(Method(statements));

    [Theory]
    [InlineData("var frame = System.Buffers.ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length)); var n = Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 0); stream.Write(frame, 0, n);")]
    [InlineData("var frame = System.Buffers.ArrayPool<byte>.Shared.Rent(text.Length * 3); var n = Encoding.UTF8.GetBytes(text, 0, text.Length, frame, 0); stream.Write(frame, 0, n);")]
    [InlineData("var frame = System.Buffers.ArrayPool<byte>.Shared.Rent(text.Length); var n = Encoding.ASCII.GetBytes(text, 0, text.Length, frame, 0); stream.Write(frame, 0, n);")]
    [InlineData("var units = System.Buffers.ArrayPool<char>.Shared.Rent(text.Length); text.CopyTo(0, units, 0, text.Length); stream.Write(Encoding.UTF8.GetBytes(units, 0, text.Length));")]
    public Task A_rented_buffer_that_is_long_enough_or_holds_characters_is_quiet(string statements) => Verify<LengthInCharacters>.Quiet(Method(statements));

    [Fact]
    public Task A_test_speaks_to_itself_and_is_quiet() => Verify<LengthInCharacters>.Quiet("""
        using System;
        using System.Net.Sockets;
        using System.Text;

        sealed class FactAttribute : Attribute;

        class Tests
        {
            [Fact]
            public void M(NetworkStream stream, string text)
            {
                stream.Write(BitConverter.GetBytes(text.Length));
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        """);

    [Fact]
    public Task A_file_is_not_ours() => Verify<LengthInCharacters>.Quiet("""
        using System;
        using System.IO;
        using System.Text;

        class C
        {
            void M(FileStream file, string text)
            {
                file.Write(BitConverter.GetBytes(text.Length));
                file.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        """);

    [Fact]
    public Task An_encoding_in_a_field_is_seen() => Verify<LengthInCharacters, LengthInCharactersFix>.Fixes(
        Method("stream.Write(BitConverter.GetBytes(text.[|Length|])); stream.Write(_encoding.GetBytes(text));", "private readonly Encoding _encoding = new UTF8Encoding(false);"),
        Method("stream.Write(BitConverter.GetBytes(_encoding.GetByteCount(text))); stream.Write(_encoding.GetBytes(text));", "private readonly Encoding _encoding = new UTF8Encoding(false);"));

    [Fact]
    public Task A_body_builder_in_a_type_of_connections_is_reported_and_mended() => Verify<LengthInCharacters, LengthInCharactersFix>.Fixes(
        """
        using System;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private readonly NetworkStream _stream;

            public C(TcpClient client) => _stream = client.GetStream();

            public void Close(string reason)
            {
                byte[] frame = new byte[2 + reason.[|Length|]]; // two for the code
                Encoding.UTF8.GetBytes(reason).CopyTo(frame, 2);
                Send(frame);
            }

            void Send(byte[] frame) => _stream.Write(frame, 0, frame.Length);
        }
        """,
        """
        using System;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private readonly NetworkStream _stream;

            public C(TcpClient client) => _stream = client.GetStream();

            public void Close(string reason)
            {
                byte[] frame = new byte[2 + Encoding.UTF8.GetByteCount(reason)]; // two for the code
                Encoding.UTF8.GetBytes(reason).CopyTo(frame, 2);
                Send(frame);
            }

            void Send(byte[] frame) => _stream.Write(frame, 0, frame.Length);
        }
        """);

    [Theory]
    [InlineData("socket.Send(Encoding.UTF8.GetBytes($\"Content-Length: {text.[|Length|]}\\r\\n\\r\\n{text}\"));", "socket.Send(Encoding.UTF8.GetBytes($\"Content-Length: {Encoding.UTF8.GetByteCount(text)}\\r\\n\\r\\n{text}\"));")]
    [InlineData("var bytes = Encoding.UTF8.GetBytes(text); stream.Write(bytes, 0, text.[|Length|]);", "var bytes = Encoding.UTF8.GetBytes(text); stream.Write(bytes, 0, Encoding.UTF8.GetByteCount(text));")]
    [InlineData("stream.WriteByte((byte)text.[|Length|]); stream.Write(Encoding.UTF8.GetBytes(text));", "stream.WriteByte((byte)Encoding.UTF8.GetByteCount(text)); stream.Write(Encoding.UTF8.GetBytes(text));")]
    public Task The_fix_counts_bytes(string before, string after) => Verify<LengthInCharacters, LengthInCharactersFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("using var writer = new StreamWriter(stream); writer.WriteLine($\"Content-Length: {text.[|Length|]}\"); writer.WriteLine(); writer.Write(text);")]
    [InlineData("stream.Write(BitConverter.GetBytes(text.[|Length|])); stream.Write(new UTF8Encoding(false).GetBytes(text));")]
    [InlineData("stream.Write(BitConverter.GetBytes(text.[|Length|])); var utf8 = Encoding.UTF8; stream.Write(utf8.GetBytes(text));")]
    public Task No_fix_where_the_encoding_has_no_name_there(string statements) => Verify<LengthInCharacters, LengthInCharactersFix>.OffersNothing(Method(statements));

    [Fact]
    public Task A_head_in_ASCII_before_a_body_in_UTF8_is_reported() =>
        Verify<LengthInCharacters>.Reports(Method("var head = $\"HTTP/1.1 200 OK\\r\\nContent-Length: {text.[|Length|]}\\r\\n\\r\\n\"; stream.Write(Encoding.ASCII.GetBytes(head)); stream.Write(Encoding.UTF8.GetBytes(text));"));

    [Fact]
    public Task A_body_in_ASCII_too_is_quiet() =>
        Verify<LengthInCharacters>.Quiet(Method("var head = $\"HTTP/1.1 200 OK\\r\\nContent-Length: {text.Length}\\r\\n\\r\\n\"; var all = head + text; stream.Write(Encoding.ASCII.GetBytes(all));"));

    [Fact]
    public Task A_length_that_is_overwritten_before_the_body_is_sent_is_quiet() => Verify<LengthInCharacters>.Quiet(Method(Request("request.ContentLength = text.Length;", "request.ContentLength = bytes.Length;")));

    [Theory]
    [InlineData("request.ContentLength = text.[|Length|];", "request.Method = \"POST\";")]
    [InlineData("request.ContentLength = text.[|Length|];", "if (id > 0) { request.ContentLength = bytes.Length; }")]
    public Task One_that_may_stay_is_reported(string first, string second) => Verify<LengthInCharacters>.Reports(Method(Request(first, second)));

    private static string Request(string first, string second) => $$"""
        #pragma warning disable SYSLIB0014
        var request = WebRequest.CreateHttp("http://example.com"); {{first}} var bytes = Encoding.UTF8.GetBytes(text); {{second}} using var body = request.GetRequestStream(); body.Write(bytes, 0, bytes.Length);
        """;
}
