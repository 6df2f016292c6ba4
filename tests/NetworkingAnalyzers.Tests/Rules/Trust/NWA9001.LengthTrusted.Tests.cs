using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class LengthTrustedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Buffers;
        using System.Buffers.Binary;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private const int Largest = 1024;
            private readonly NetworkStream _stream;

            async Task M(NetworkStream stream, Socket socket, Stream file, byte[] header, byte[] other)
            {
                {{statements}}
                await Task.Yield();
            }

            static void Check(int length) { }
            static void Log(object value) { }
            static int BigEndian(byte[] b) => (b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3];
            static int Checked(byte[] b) { var n = BitConverter.ToInt32(b, 0); if (n > Largest) { throw new InvalidDataException(); } return n; }
        }
        """;

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); var body = new byte[[|length|]];")]
    [InlineData("await stream.ReadExactlyAsync(header); var length = BinaryPrimitives.ReadInt32BigEndian(header); var body = new byte[[|length|]];")]
    [InlineData("socket.Receive(header); var count = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(header, 0)); var points = new byte[[|count * 8|]];")]
    [InlineData("await stream.ReadExactlyAsync(header); var count = BinaryPrimitives.ReadInt32BigEndian(header); var points = new double[[|count|]];")]
    [InlineData("await stream.ReadExactlyAsync(header); var count = BinaryPrimitives.ReadInt32BigEndian(header); var points = new System.Collections.Generic.List<int>([|count|]);")]
    [InlineData("await stream.ReadExactlyAsync(header); var points = new System.Collections.Generic.Dictionary<int, string>([|BinaryPrimitives.ReadInt32BigEndian(header)|]);")]
    [InlineData("await stream.ReadExactlyAsync(header.AsMemory(0, 4)); var length = (int)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(0, 4)); var body = ArrayPool<byte>.Shared.Rent([|length|]);")]
    [InlineData("socket.Receive(header); int length = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(header, 0)); var body = new byte[[|length|]];")]
    [InlineData("socket.Receive(header); int length; length = (header[0] << 24) | (header[1] << 16) | (header[2] << 8) | header[3]; var body = new byte[[|length + 4|]];")]
    [InlineData("stream.ReadExactly(header); var length = BigEndian(header); Log(length); var body = new byte[[|length - 4|]];")]
    [InlineData("stream.ReadExactly(header); var body = new byte[[|BitConverter.ToInt32(header, 0)|]];")]
    [InlineData("var reader = new BinaryReader(stream); var body = reader.ReadBytes([|reader.ReadInt32()|]);")]
    [InlineData("var reader = new BinaryReader(_stream); var length = reader.ReadInt32(); if (length == 0) { return; } var body = reader.ReadBytes([|length|]);")]
    [InlineData("var head = new BinaryReader(stream).ReadBytes(4); Array.Reverse(head); var length = BitConverter.ToInt32(head, 0); if (length <= 0) { return; } var body = new byte[[|length|]]; var read = 0; while (read < length) { read += stream.Read(body, read, length - read); }")]
    [InlineData("async Task<byte[]> Next() { await stream.ReadExactlyAsync(header); var length = BitConverter.ToInt32(header); return new byte[[|length|]]; } await Next();")]
    public Task A_length_of_four_bytes_that_is_allocated_unbounded_is_reported(string statements) => Verify<LengthTrusted>.Reports(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToUInt32(header, 0); if (length > Largest) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length is < 0 or > Largest) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if ((uint)length > 1024u) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = Math.Min(BitConverter.ToInt32(header, 0), Largest); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); length = Math.Min(length, Largest); var body = new byte[length];")]
    public Task A_length_that_is_compared_with_a_limit_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); Check(length); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Largest); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); var whole = length + 4; if (whole > Largest) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = Checked(header); var body = new byte[length];")]
    public Task A_length_that_other_code_may_have_checked_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToUInt16(header, 0); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = (ushort)BitConverter.ToInt32(header, 0); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0) & 0xFFFF; var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = (header[0] << 8) | header[1]; var body = new byte[length];")]
    public Task A_length_of_two_bytes_is_small_and_quiet(string statements) => Verify<LengthTrusted>.Quiet(Method(statements));

    [Theory]
    [InlineData("file.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(other, 0); var body = new byte[length];")]
    [InlineData("var reader = new BinaryReader(file); var body = reader.ReadBytes(reader.ReadInt32());")]
    public Task A_length_out_of_a_file_or_of_unknown_bytes_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > Largest) { return; } var body = new byte[[|length|]];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length <= Largest) { var body = new byte[[|length|]]; }")]
    [InlineData("stream.ReadExactly(header); var length = BigEndian(header); if (other == null || length > Largest) { throw new InvalidDataException(); } var body = new byte[[|length - 4|]];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt16(header, 0); if (Largest < length) { return; } var body = new byte[[|length|]];")]
    public Task A_length_that_may_be_negative_is_reported_where_only_its_upper_bound_is_looked_at(string statements) => Verify<LengthTrusted>.Reports(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length < 0 || length > Largest) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > 0 && length <= Largest) { var body = new byte[length]; }")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > Largest) { return; } if (length <= 0) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > Largest && other != null) { return; } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > Largest) { Log(length); } var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); if (length > Largest) { return; } Check(length); var body = new byte[length];")]
    [InlineData("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0) & 0x7FFFFFFF; if (length > Largest) { return; } var body = new byte[length];")]
    public Task A_length_whose_sign_may_have_been_looked_at_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Method(statements));

    [Theory]
    [InlineData("var header = Fill(4); var length = BitConverter.ToInt32(header, 0); return new byte[[|length|]];")]
    [InlineData("var length = BitConverter.ToInt32(Fill(4), 0); return new byte[[|length|]];")]
    [InlineData("var header = new byte[4]; await FillAsync(header); return new byte[[|BinaryPrimitives.ReadInt32BigEndian(header)|]];")]
    [InlineData("var length = 0; string? line; while ((line = _reader.ReadLine()) != \"\") { if (line!.StartsWith(\"Content-Length:\")) length = int.Parse(line.Substring(15)); } return new byte[[|length|]];")]
    [InlineData("var line = await _reader.ReadLineAsync(); if (!int.TryParse(line!.Split(' ')[1], out var length)) { return Array.Empty<byte>(); } return new byte[[|length|]];")]
    [InlineData("var line = Line(); var parts = line!.Split(' '); return new byte[[|Convert.ToInt32(parts[1])|]];")]
    public Task A_length_that_a_method_has_read_or_that_stands_in_a_text_is_reported(string statements) => Verify<LengthTrusted>.Reports(Peer(statements));

    [Theory]
    [InlineData("var length = Convert.ToInt32(headers[\"Content-Length\"]); var body = new byte[[|length|]]; Fill(body);")]
    [InlineData("if (headers.TryGetValue(\"content-length\", out var text) && int.TryParse(text, out var length)) { var body = new byte[[|length|]]; Fill(body); }")]
    [InlineData("var text = headers[\"Content-Length\"].Trim(); var length = int.Parse(text); if (length > 0) { var body = new byte[[|length|]]; Fill(body); }")]
    [InlineData("var length = Convert.ToInt32(headers[\"Content-Length\"]); var left = length; var body = new byte[[|length|]]; while (left > 0) { var part = new byte[left > 1024 ? 1024 : left]; left -= stream.Read(part, 0, part.Length); }")]
    [InlineData("var all = string.Join(\"\\n\", headers.Values); var length = int.Parse(all.Substring(all.IndexOf(\"Content-Length:\") + 15, 4)); var body = new byte[[|length|]];")]
    public Task The_length_of_a_body_that_a_header_says_is_reported(string statements) => Verify<LengthTrusted>.Reports(WithHeaders(statements));

    [Theory]
    [InlineData("var length = Convert.ToInt32(headers[\"Content-Length\"]); if (length > 4096) { return; } var body = new byte[length]; Fill(body);")]
    [InlineData("var length = Convert.ToInt32(headers[\"Content-Length\"]); Check(length); var body = new byte[length]; Fill(body);")]
    [InlineData("var length = Convert.ToInt32(headers[\"Content-Length\"]); var whole = length; if (whole > 4096) { return; } var body = new byte[length]; Fill(body);")]
    [InlineData("var size = Convert.ToInt32(headers[\"Buffer-Size\"]); var body = new byte[size]; Fill(body);")]
    public Task A_header_that_is_bounded_or_of_ones_own_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(WithHeaders(statements));

    private static string WithHeaders(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;

        class C
        {
            void Serve(NetworkStream stream, Dictionary<string, string> headers)
            {
                Console.WriteLine(stream.ReadByte());
                {{statements}}

                void Fill(byte[] body) => stream.ReadExactly(body);
            }

            static void Check(int length) { if (length > 4096) throw new InvalidOperationException(); }
        }
        """;

    [Theory]
    [InlineData("var length = BitConverter.ToInt32(e.Buffer, 0); var body = new byte[[|length|]]; Fill(body);")]
    [InlineData("var body = new byte[[|BitConverter.ToInt32(e.Buffer, 0)|]]; socket.Receive(body);")]
    [InlineData("var length = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(0, 4)); var body = new byte[[|length|]]; socket.BeginReceive(body, 0, body.Length, SocketFlags.None, _ => { }, null);")]
    public Task A_length_by_which_a_connection_is_read_is_reported(string statements) => Verify<LengthTrusted>.Reports(Announced(statements));

    [Theory]
    [InlineData("var length = BitConverter.ToInt32(e.Buffer, 0); if (length > 4096) { return; } var body = new byte[length]; Fill(body);")]
    [InlineData("var length = BitConverter.ToInt32(e.Buffer, 0); var body = new byte[length]; socket.Send(body);")]
    [InlineData("if (!IsGood(_header)) { return; } var length = BitConverter.ToInt32(_header, 0); var body = new byte[length]; Fill(body);")]
    [InlineData("var length = BitConverter.ToInt32(given, 0); var body = new byte[length]; Fill(body);")]
    [InlineData("var length = BitConverter.ToInt16(_header, 0); var body = new byte[length]; Fill(body);")]
    public Task A_length_by_which_no_connection_is_read_or_that_may_be_checked_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Announced(statements));

    private static string Announced(string statements) => $$"""
        using System;
        using System.Buffers.Binary;
        using System.Net.Sockets;

        class Args : EventArgs { public byte[] Buffer = new byte[4]; }

        class C(Socket socket)
        {
            private readonly byte[] _header = new byte[4];

            void On(object sender, Args e, byte[] given)
            {
                {{statements}}
            }

            void Fill(byte[] body)
            {
                for (var n = 0; n < body.Length;)
                {
                    var k = socket.Receive(body, n, body.Length - n, SocketFlags.None);
                    if (k == 0) { throw new InvalidOperationException(); }
                    n += k;
                }
            }

            static bool IsGood(byte[] header) => header[3] == 0;
        }
        """;

    [Theory]
    [InlineData("var header = Made(4); var length = BitConverter.ToInt32(header, 0); return new byte[length];")]
    [InlineData("var header = Fill(4); var length = BitConverter.ToInt32(header, 0); if (length is < 0 or > 1024) { return header; } return new byte[length];")]
    [InlineData("var line = await _reader.ReadLineAsync(); if (!int.TryParse(line!.Split(' ')[1], out var length) || length is < 0 or > 1024) { return Array.Empty<byte>(); } return new byte[length];")]
    [InlineData("var line = await _reader.ReadLineAsync(); var length = int.Parse(Environment.GetCommandLineArgs()[1]); return new byte[length];")]
    [InlineData("var line = await _reader.ReadLineAsync(); var length = short.Parse(line!); return new byte[length];")]
    [InlineData("var line = await _reader.ReadLineAsync(); var length = Math.Min(int.Parse(line!), 1024); return new byte[length];")]
    public Task A_length_that_no_peer_has_said_or_that_is_bounded_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Peer(statements));

    private static string Peer(string statements) => $$"""
        #nullable enable
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream;
            private readonly StreamReader _reader;

            public C(TcpClient client)
            {
                _stream = client.GetStream();
                _reader = new StreamReader(_stream);
            }

            async Task<byte[]> M()
            {
                await Task.Yield();
                {{statements}}
            }

            byte[] Fill(int count)
            {
                var bytes = new byte[count];
                for (var have = 0; have < count;)
                {
                    var read = _stream.Read(bytes, have, count - have);
                    if (read == 0) { throw new EndOfStreamException(); }
                    have += read;
                }

                return bytes;
            }

            async Task FillAsync(byte[] bytes) => await _stream.ReadExactlyAsync(bytes);
            string? Line() => _reader.ReadLine();
            static byte[] Made(int count) { var bytes = new byte[count]; for (var i = 0; i < count; i++) { bytes[i] = (byte)i; } return bytes; }
        }
        """;

    [Theory]
    [InlineData("var body = new byte[[|context.Request.ContentLength64|]];")]
    [InlineData("if (context.Request.ContentLength64 > 0) { var body = new byte[[|(int)context.Request.ContentLength64|]]; }")]
    [InlineData("var length = (int)context.Request.ContentLength64; var body = new byte[[|length|]];")]
    public Task A_length_in_the_head_of_a_request_is_reported(string statements) => Verify<LengthTrusted>.Reports(Request(statements));

    [Theory]
    [InlineData("if (context.Request.ContentLength64 > 4096) { return; } var body = new byte[context.Request.ContentLength64];")]
    [InlineData("if (context.Request.ContentLength64 is < 0 or > 4096) { return; } var body = new byte[context.Request.ContentLength64];")]
    [InlineData("var length = (int)context.Request.ContentLength64; if (length > 4096 || length < 0) { return; } var body = new byte[length];")]
    [InlineData("var body = new byte[Math.Min(context.Request.ContentLength64, 4096)];")]
    public Task A_length_in_the_head_of_a_request_that_is_compared_with_a_limit_is_quiet(string statements) => Verify<LengthTrusted>.Quiet(Request(statements));

    private static string Request(string statements) => $$"""
        using System;
        using System.Net;

        class C
        {
            void M(HttpListenerContext context)
            {
                {{statements}}
            }
        }
        """;

    [Fact]
    public Task Bytes_that_a_private_function_is_given_are_the_peers_where_its_callers_have_them_from_a_connection() =>
        Verify<LengthTrusted>.Reports(Parser("stream", "[|size - 2|]"));

    [Fact]
    public Task Bytes_that_a_private_function_is_given_from_a_file_are_quiet() => Verify<LengthTrusted>.Quiet(Parser("file", "size - 2"));

    private static string Parser(string source, string allocated) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void Receive(NetworkStream stream, Stream file)
            {
                var buffer = new byte[100];
                var read = {{source}}.Read(buffer, 0, buffer.Length);
                Parse(buffer, read);
            }

            private byte[] Parse(byte[] data, int length)
            {
                short size = BitConverter.ToInt16(data, 0);
                if (length < size)
                {
                    return Array.Empty<byte>();
                }

                return new byte[{{allocated}}];
            }
        }
        """;

    [Theory]
    [InlineData("if (count > Largest || count < 0) { return; } var points = new System.Collections.Generic.List<int>(count);")]
    [InlineData("var points = new System.Collections.Generic.List<int>(Math.Min(count, Largest));")]
    [InlineData("var points = new System.Collections.Generic.List<int>(); for (var i = 0; i < count; i++) { points.Add(stream.ReadByte()); }")]
    public Task Room_for_a_bounded_count_is_quiet(string statements) =>
        Verify<LengthTrusted>.Quiet(Method("stream.ReadExactly(header); var count = BinaryPrimitives.ReadInt32BigEndian(header); " + statements));

    [Fact]
    public Task A_length_that_is_not_allocated_is_quiet() =>
        Verify<LengthTrusted>.Quiet(Method("stream.ReadExactly(header); var length = BitConverter.ToInt32(header, 0); var count = new int[3]; Log(length);"));
}
