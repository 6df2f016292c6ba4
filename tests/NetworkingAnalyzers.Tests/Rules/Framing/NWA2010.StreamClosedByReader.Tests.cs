using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class StreamClosedByReaderTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private NetworkStream _stream = null!;

            void M(Socket socket, TcpClient client, NetworkStream network, Stream any, byte[] bytes)
            {
                {{statements}}
            }

            void Reconnect() => _stream = new TcpClient("a", 1).GetStream();

            static void Use(object? value) { }
        }
        """;

    [Theory]
    [InlineData("using (var reader = [|new StreamReader(network)|]) { Use(reader.ReadLine()); } network.Write(bytes, 0, 1);")]
    [InlineData("using (var writer = [|new StreamWriter(network)|]) { writer.WriteLine(\"a\"); } using var reader = new StreamReader(network); Use(reader.ReadLine());")]
    [InlineData("using (var writer = [|new BinaryWriter(client.GetStream())|]) { writer.Write(1); } var n = client.GetStream().Read(bytes, 0, 1);")]
    [InlineData("var reader = new StreamReader(network); using (var writer = [|new StreamWriter(network, new UTF8Encoding(false))|]) { writer.WriteLine(\"a\"); } Use(reader.ReadLine());")]
    [InlineData("var stream = client.GetStream(); using ([|new BinaryReader(stream)|]) { } stream.Write(bytes, 0, 1);")]
    [InlineData("var reader = [|new StreamReader(network)|]; Use(reader.ReadLine()); reader.Close(); network.Write(bytes, 0, 1);")]
    [InlineData("var writer = [|new StreamWriter(network)|]; writer.Write(\"a\"); writer.Dispose(); Use(network.ReadByte());")]
    [InlineData("while (true) { using var reader = [|new StreamReader(network)|]; Use(reader.ReadLine()); }")]
    [InlineData("while (true) { using (var writer = [|new StreamWriter(client.GetStream())|]) { writer.WriteLine(\"tick\"); } }")]
    [InlineData("if (bytes.Length > 0) { using var writer = [|new BinaryWriter(network)|]; writer.Write(bytes); } Use(network.ReadByte());")]
    [InlineData("using (var tls = [|new SslStream(network)|]) { tls.Write(bytes); } network.Write(bytes, 0, 1);")]
    [InlineData("using (var reader = [|new StreamReader(_stream)|]) { Use(reader.ReadLine()); } _stream.Write(bytes, 0, 1);")]
    [InlineData("using (var reader = [|new StreamReader(network, Encoding.UTF8, false, 1024, leaveOpen: false)|]) { Use(reader.ReadLine()); } network.Write(bytes, 0, 1);")]
    [InlineData("while (true) { var reader = [|new StreamReader(network)|]; Use(reader.ReadLine()); reader.Close(); }")]
    public Task A_connection_that_is_used_after_its_reader_was_disposed_is_reported(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Reports(Method(statements));

    /// <summary>A console of a device: each question makes a reader of its own, and disposes it.</summary>
    private const string Console = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Sockets;

        class Session
        {
            private TcpClient client = new TcpClient();
            private NetworkStream stream;

            public Session(string host) => Connect(host);

            public void Connect(string host)
            {
                client.Connect(host, 23);
                stream = client.GetStream();
            }

            public void Reopen(string host) => Connect(host);

            public string Ask(string question)
            {
                /*ask*/
            }
        }

        class Program
        {
            static void M(List<string> questions, string host)
            {
                /*calls*/
            }
        }
        """;

    private static string InConsole(string ask, string calls) => Console.Replace("/*ask*/", ask).Replace("/*calls*/", calls);

    private const string Reading = "using var reader = [|new StreamReader(stream)|]; return reader.ReadLine();";

    [Theory]
    [InlineData(Reading, "var session = new Session(host); foreach (var question in questions) { session.Ask(question); }")]
    [InlineData(Reading, "var session = new Session(host); session.Ask(\"a\"); session.Ask(\"b\");")]
    [InlineData("using (var writer = [|new StreamWriter(stream)|]) { writer.WriteLine(question); } return \"\";", "var session = new Session(host); session.Connect(host); while (true) { session.Ask(\"a\"); }")]
    public Task A_method_that_closes_and_is_called_again_is_reported(string ask, string calls) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Reports(InConsole(ask, calls));

    [Theory]
    [InlineData("var session = new Session(host); session.Ask(\"a\");")]
    [InlineData("foreach (var question in questions) { var session = new Session(host); session.Ask(question); }")]
    [InlineData("foreach (var question in questions) { new Session(host).Ask(question); }")]
    [InlineData("var session = new Session(host); foreach (var question in questions) { session.Connect(host); session.Ask(question); }")]
    [InlineData("var session = new Session(host); foreach (var question in questions) { session.Ask(question); session.Reopen(host); }")]
    [InlineData("var session = new Session(host); session.Ask(\"a\"); session.Reopen(host); session.Ask(\"b\");")]
    [InlineData("var session = new Session(host); foreach (var question in questions) { session.Ask(question); break; }")]
    public Task A_method_that_closes_and_is_called_once_for_a_connection_is_quiet(string calls) =>
        Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(InConsole(Reading.Replace("[|", "").Replace("|]", ""), calls));

    [Theory]
    [InlineData("Connect(question); using var reader = new StreamReader(stream); return reader.ReadLine();")]
    [InlineData("Reopen(question); using var reader = new StreamReader(stream); return reader.ReadLine();")]
    public Task A_method_that_opens_a_connection_each_time_is_quiet(string ask) =>
        Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(InConsole(ask, "var session = new Session(host); foreach (var question in questions) { session.Ask(question); }"));

    [Theory]
    [InlineData("using var reader = new StreamReader(network); using var writer = new StreamWriter(network); writer.WriteLine(\"a\"); Use(reader.ReadLine());")]
    [InlineData("using (var reader = new StreamReader(network)) using (var writer = new StreamWriter(network)) { writer.WriteLine(reader.ReadLine()); } client.Close();")]
    [InlineData("using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); network.Write(bytes, 0, 1); }")]
    [InlineData("network.Write(bytes, 0, 1); using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); }")]
    [InlineData("using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); } network.Close(); client.Dispose();")]
    public Task A_reader_that_is_disposed_last_is_quiet(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("using (var reader = new StreamReader(network, leaveOpen: true)) { Use(reader.ReadLine()); } network.Write(bytes, 0, 1);")]
    [InlineData("using (var writer = new BinaryWriter(network, Encoding.UTF8, true)) { writer.Write(1); } network.Write(bytes, 0, 1);")]
    [InlineData("using (var tls = new SslStream(network, true)) { tls.Write(bytes); } network.Write(bytes, 0, 1);")]
    [InlineData("using (var reader = new StreamReader(network, leaveOpen: bytes.Length > 0)) { Use(reader.ReadLine()); } network.Write(bytes, 0, 1);")]
    public Task A_reader_that_leaves_open_is_quiet(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var reader = new StreamReader(network); Use(reader.ReadLine()); network.Write(bytes, 0, 1);")]
    public Task A_reader_that_is_never_disposed_is_quiet(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); return; } ")]
    [InlineData("if (bytes.Length > 0) { using var reader = new StreamReader(network); Use(reader.ReadLine()); return; } network.Write(bytes, 0, 1);")]
    [InlineData("if (bytes.Length > 0) { using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); } } else { network.Write(bytes, 0, 1); }")]
    public Task A_use_that_cannot_follow_is_quiet(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var next = new TcpClient(\"a\", 1); using var reader = new StreamReader(next.GetStream()); Use(reader.ReadLine()); }")]
    [InlineData("using (var reader = new StreamReader(network)) { Use(reader.ReadLine()); } network = new NetworkStream(socket); network.Write(bytes, 0, 1);")]
    [InlineData("while (true) { using (var reader = new StreamReader(_stream)) { Use(reader.ReadLine()); } Reconnect(); }")]
    public Task Another_connection_is_quiet(string statements) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method(statements));

    [Fact]
    public Task A_stream_that_is_no_connection_is_quiet() =>
        Verify<StreamClosedByReader, StreamClosedByReaderFix>.Quiet(Method("using (var reader = new StreamReader(any)) { Use(reader.ReadLine()); } any.Write(bytes, 0, 1);"));

    [Theory]
    [InlineData("[|new StreamReader(network)|]", "new StreamReader(network, leaveOpen: true)")]
    [InlineData("[|new StreamWriter(network, new UTF8Encoding(false))|]", "new StreamWriter(network, new UTF8Encoding(false), leaveOpen: true)")]
    [InlineData("[|new BinaryWriter(network)|]", "new BinaryWriter(network, Encoding.UTF8, leaveOpen: true)")]
    [InlineData("[|new SslStream(network)|]", "new SslStream(network, leaveInnerStreamOpen: true)")]
    public Task The_connection_is_left_open(string before, string after) => Verify<StreamClosedByReader, StreamClosedByReaderFix>.Fixes(
        Method($"using (var over = {before}) {{ Use(over); }} network.Write(bytes, 0, 1);"),
        Method($"using (var over = {after}) {{ Use(over); }} network.Write(bytes, 0, 1);"));

    [Fact]
    public Task An_old_framework_needs_the_whole_list_and_nothing_is_offered() => Verify<StreamClosedByReader, StreamClosedByReaderFix>.OffersNothing("""
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void M(NetworkStream network)
            {
                using (var reader = [|new StreamReader(network)|])
                {
                    reader.ReadLine();
                }

                network.WriteByte(1);
            }
        }
        """, "net462");

    [Theory]
    [InlineData("while (true) { var one = new TcpClient(\"a\", 1); var reader = new StreamReader(one.GetStream()); Use(reader.ReadLine()); reader.Close(); }")]
    public Task Another_connection_in_the_next_round_is_quiet(string statements) => Verify<StreamClosedByReader>.Quiet(Method(statements));
}
