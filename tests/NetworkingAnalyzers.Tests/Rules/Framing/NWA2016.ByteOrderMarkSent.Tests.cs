using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ByteOrderMarkSentTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private static readonly Encoding Wire = Encoding.UTF8;
            private StreamWriter? _writer;
            private Encoding _chosen = Encoding.UTF8;

            void Choose(Encoding encoding) => _chosen = encoding;

        #pragma warning disable SYSLIB0014
            void M(Socket socket, TcpClient client, NetworkStream network, SslStream tls, Stream any, Encoding given, HttpListenerResponse response)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("var writer = new StreamWriter(client.GetStream(), [|Encoding.UTF8|]);")]
    [InlineData("using var writer = new StreamWriter(network, [|Encoding.UTF8|]) { AutoFlush = true };")]
    [InlineData("_writer = new StreamWriter(network, encoding: [|Encoding.UTF8|], leaveOpen: true);")]
    [InlineData("using (StreamWriter writer = new(tls, [|Encoding.UTF8|], 1024, true)) { writer.WriteLine(\"a\"); }")]
    [InlineData("Stream stream = client.GetStream(); stream = new SslStream(stream); _writer = new StreamWriter(stream, [|Encoding.UTF8|]);")]
    [InlineData("_writer = new StreamWriter(new BufferedStream(network), [|Encoding.UTF8|]);")]
    [InlineData("_writer = new StreamWriter(new NetworkStream(socket), [|Encoding.Unicode|]);")]
    [InlineData("_writer = new StreamWriter(network, [|Encoding.GetEncoding(\"UTF-8\")|]);")]
    [InlineData("_writer = new StreamWriter(network, [|Wire|]);")]
    [InlineData("var encoding = Encoding.UTF8; _writer = new StreamWriter(network, [|encoding|]);")]
    [InlineData("using var writer = new StreamWriter(response.OutputStream, [|Encoding.UTF8|]);")]
    [InlineData("var request = WebRequest.Create(\"http://a\"); using var writer = new StreamWriter(request.GetRequestStream(), [|Encoding.UTF8|]);")]
    [InlineData("Action<string> send = text => { using var writer = new StreamWriter(network, [|Encoding.UTF8|]); writer.Write(text); };")]
    public Task An_encoding_that_marks_its_first_bytes_is_reported(string statements) => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Reports(Method(statements));

    [Theory]
    [InlineData("_writer = new StreamWriter(network);")]
    [InlineData("_writer = new StreamWriter(network, Encoding.ASCII);")]
    [InlineData("_writer = new StreamWriter(network, Encoding.Latin1);")]
    [InlineData("_writer = new StreamWriter(network, new UTF8Encoding());")]
    [InlineData("_writer = new StreamWriter(network, new UTF8Encoding(false));")]
    [InlineData("_writer = new StreamWriter(network, leaveOpen: true);")]
    public Task An_encoding_without_a_mark_is_quiet(string statements) => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Quiet(Method(statements));

    [Fact]
    public Task A_mark_that_is_asked_for_is_quiet() => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Quiet(Method("_writer = new StreamWriter(network, new UTF8Encoding(true));"));

    [Theory]
    [InlineData("_writer = new StreamWriter(network, given);")]
    [InlineData("_writer = new StreamWriter(network, _chosen);")]
    public Task An_encoding_that_the_user_chooses_is_quiet(string statements) => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("_writer = new StreamWriter(any, Encoding.UTF8);")]
    [InlineData("_writer = new StreamWriter(\"a.txt\", true, Encoding.UTF8);")]
    [InlineData("_writer = new StreamWriter(new MemoryStream(), Encoding.UTF8);")]
    [InlineData("_writer = new StreamWriter(File.Create(\"a\"), Encoding.UTF8);")]
    public Task A_stream_that_is_no_connection_is_quiet(string statements) => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Quiet(Method(statements));

    [Fact]
    public Task A_reader_takes_the_mark_off_and_is_quiet() => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Quiet(Method("using var reader = new StreamReader(network, Encoding.UTF8);"));

    [Theory]
    [InlineData("[|Encoding.UTF8|]", "new UTF8Encoding(false)")]
    [InlineData("[|Encoding.Unicode|]", "new UnicodeEncoding(false, false)")]
    [InlineData("[|Encoding.BigEndianUnicode|]", "new UnicodeEncoding(true, false)")]
    [InlineData("[|Encoding.UTF32|]", "new UTF32Encoding(false, false)")]
    [InlineData("[|System.Text.Encoding.UTF8|] /* wire */", "new UTF8Encoding(false) /* wire */")]
    [InlineData("[|Encoding.GetEncoding(\"utf-8\")|]", "new UTF8Encoding(false)")]
    public Task The_same_encoding_without_the_mark(string before, string after) =>
        Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Fixes(Method($"_writer = new StreamWriter(network, {before});"), Method($"_writer = new StreamWriter(network, {after});"));

    [Fact]
    public Task Every_writer_of_a_file_is_mended() => Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.Fixes(
        Method("var a = new StreamWriter(network, [|Encoding.UTF8|]); var b = new StreamWriter(tls, [|Encoding.UTF8|], 512);"),
        Method("var a = new StreamWriter(network, new UTF8Encoding(false)); var b = new StreamWriter(tls, new UTF8Encoding(false), 512);"));

    [Fact]
    public Task An_encoding_kept_elsewhere_may_serve_others_and_is_not_mended() =>
        Verify<ByteOrderMarkSent, ByteOrderMarkSentFix>.OffersNothing(Method("_writer = new StreamWriter(network, [|Wire|]);"));

    [Fact]
    public Task In_a_test_the_mark_is_taken_off_or_noticed() => Verify<ByteOrderMarkSent>.Quiet("""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;

        class FactAttribute : Attribute { }

        class C
        {
            [Fact]
            public void M(NetworkStream network) => new StreamWriter(network, Encoding.UTF8).Write("QUIT");
        }
        """);
}
