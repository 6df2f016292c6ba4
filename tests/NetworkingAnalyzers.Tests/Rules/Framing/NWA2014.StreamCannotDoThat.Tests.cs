using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class StreamCannotDoThatTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _network = null!;
            private Stream? _field;

            async Task M(Socket socket, TcpClient client, NetworkStream network, SslStream tls, Stream any, HttpClient http, HttpListenerContext context)
            {
                await Task.Yield();
                {{statements}}
            }

            void Set(TcpClient client) => _field = client.GetStream();

            Stream Choose(bool tls, TcpClient client) { Stream s = client.GetStream(); return tls ? new SslStream(s) : s; }
        }

        class Recording(Socket socket) : NetworkStream(socket)
        {
            public long Kept;

            public override long Length => Kept;

            public override long Position { get => base.Position; set { } }
        }
        """;

    [Theory]
    [InlineData("var buffer = new byte[network.[|Length|]];")]
    [InlineData("var buffer = new byte[_network.[|Length|]]; network.Read(buffer, 0, buffer.Length);")]
    [InlineData("network.[|Position|] = 0;")]
    [InlineData("network.[|Seek|](0, SeekOrigin.Begin);")]
    [InlineData("network.[|SetLength|](0);")]
    [InlineData("while (network.[|Position|] < network.[|Length|]) { network.ReadByte(); }")]
    [InlineData("var n = client.GetStream().[|Length|];")]
    [InlineData("var n = client?.GetStream()?.[|Length|];")]
    [InlineData("var n = tls.[|Length|];")]
    [InlineData("Stream stream = client.GetStream(); var n = stream.[|Length|];")]
    [InlineData("Stream stream = client.GetStream(); stream = new SslStream(stream); stream.[|Seek|](0, SeekOrigin.Begin);")]
    [InlineData("using Stream stream = new NetworkStream(socket); stream.[|Position|] = 0;")]
    [InlineData("var n = _field!.[|Length|];")]
    [InlineData("var n = Choose(true, client).[|Length|];")]
    [InlineData("var buffered = new BufferedStream(network); var n = buffered.[|Length|];")]
    [InlineData("var buffer = new byte[context.Request.InputStream.[|Length|]];")]
    [InlineData("context.Response.OutputStream.[|SetLength|](10);")]
    [InlineData("using var body = await http.GetStreamAsync(\"http://a\"); var buffer = new byte[body.[|Length|]];")]
    [InlineData("var response = (HttpWebResponse)await WebRequest.CreateHttp(\"http://a\").GetResponseAsync(); using var body = response.GetResponseStream(); var n = body.[|Length|];")]
    [InlineData("_ = Task.Run(() => network.[|Length|]);")]
    [InlineData("if (any is NetworkStream found) { Console.WriteLine(found.[|Length|]); }")]
    [InlineData("try { var n = network.[|Length|]; } catch (IOException) { }")]
    public Task A_question_that_no_connection_answers_is_reported(string statements) =>
        Verify<StreamCannotDoThat>.Reports(Method(statements).Replace("async Task M(", "#pragma warning disable SYSLIB0014, CS8602\n    async Task M(", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("using var reader = new BinaryReader(client.GetStream()); while (reader.[|PeekChar|]() != -1) { Console.WriteLine(reader.ReadInt32()); }")]
    [InlineData("BinaryReader reader; reader = new BinaryReader(new BufferedStream(network)); if (reader.[|PeekChar|]() >= 0) { reader.ReadByte(); }")]
    [InlineData("if (new BinaryReader(tls).[|PeekChar|]() == 0) { return; }")]
    [InlineData("using var reader = new BinaryReader(_field!, System.Text.Encoding.UTF8, leaveOpen: true); Console.WriteLine(reader?.[|PeekChar|]());")]
    public Task A_look_ahead_that_needs_to_go_back_is_reported(string statements) => Verify<StreamCannotDoThat>.Reports(Method(statements));

    [Theory]
    [InlineData("using var reader = new BinaryReader(any); Console.WriteLine(reader.PeekChar());")]
    [InlineData("using var reader = new BinaryReader(new MemoryStream()); Console.WriteLine(reader.PeekChar());")]
    [InlineData("var reader = new BinaryReader(network); if (client.Connected) { reader = new BinaryReader(any); } Console.WriteLine(reader.PeekChar());")]
    [InlineData("using var reader = new StreamReader(network); Console.WriteLine(reader.Peek());")]
    [InlineData("using var reader = new BinaryReader(network); if (reader.BaseStream.CanSeek) { Console.WriteLine(reader.PeekChar()); }")]
    public Task A_look_ahead_that_may_work_is_quiet(string statements) => Verify<StreamCannotDoThat>.Quiet(Method(statements));

    [Theory]
    [InlineData("var buffer = new byte[any.Length]; any.Position = 0;")]
    [InlineData("using var memory = new MemoryStream(); Console.WriteLine(memory.Length);")]
    [InlineData("Stream stream = client.Connected ? client.GetStream() : new MemoryStream(); Console.WriteLine(stream.Length);")]
    [InlineData("var buffered = new BufferedStream(File.OpenRead(\"a\")); Console.WriteLine(buffered.Length);")]
    [InlineData("using var response = await http.GetAsync(\"http://a\"); using var body = await response.Content.ReadAsStreamAsync(); Console.WriteLine(body.Length);")]
    public Task A_stream_that_may_have_a_length_is_quiet(string statements) => Verify<StreamCannotDoThat>.Quiet(Method(statements));

    [Theory]
    [InlineData("var copy = new MemoryStream(); network.CopyTo(copy); var n = copy.Length;")]
    [InlineData("var buffer = new byte[10]; network.Read(buffer, 0, buffer.Length);")]
    public Task What_is_not_the_connection_itself_is_quiet(string statements) => Verify<StreamCannotDoThat>.Quiet(Method(statements));

    [Fact]
    public Task A_test_of_CanSeek_is_quiet() => Verify<StreamCannotDoThat>.Quiet(Method("Stream stream = network; if (stream.CanSeek) { stream.Position = 0; }"));

    [Fact]
    public Task A_handler_for_NotSupportedException_is_quiet() =>
        Verify<StreamCannotDoThat>.Quiet(Method("long n; try { n = network.Length; } catch (NotSupportedException) { n = -1; }"));

    [Fact]
    public Task A_name_only_is_quiet() => Verify<StreamCannotDoThat>.Quiet(Method("Console.WriteLine(nameof(network.Length));"));

    [Fact]
    public Task A_subclass_with_a_length_of_its_own_is_quiet() => Verify<StreamCannotDoThat>.Quiet(Method("var recording = new Recording(socket); Console.WriteLine(recording.Length);"));

    [Fact]
    public Task A_stream_that_wraps_the_stream_forwards_and_is_quiet() => Verify<StreamCannotDoThat>.Quiet("""
        using System.IO;
        using System.Net.Sockets;

        class Wrapper(NetworkStream inner) : Stream
        {
            public override bool CanRead => inner.CanRead;
            public override bool CanSeek => inner.CanSeek;
            public override bool CanWrite => inner.CanWrite;
            public override long Length => inner.Length;
            public override long Position { get => inner.Position; set => inner.Position = value; }
            public override void Flush() => inner.Flush();
            public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
            public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
            public override void SetLength(long value) => inner.SetLength(value);
            public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
        }
        """);

    [Fact]
    public Task A_test_that_it_throws_is_quiet() => Verify<StreamCannotDoThat>.Quiet("""
        using System.Net.Sockets;

        namespace Xunit { public sealed class FactAttribute : System.Attribute; }

        public class Tests
        {
            [Xunit.Fact]
            public void Throws()
            {
                using var client = new TcpClient("localhost", 1);
                System.Console.WriteLine(client.GetStream().Length);
            }
        }
        """);

    [Fact]
    public Task Old_frameworks_are_no_different() => Verify<StreamCannotDoThat>.Reports("""
        using System.Net.Sockets;

        class C
        {
            byte[] Read(TcpClient client)
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[stream.[|Length|]];
                stream.Read(buffer, 0, buffer.Length);
                return buffer;
            }
        }
        """, "net462");
}
