using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class LineUnboundedTests
{
    private static string Server(string statements, string members = "") => $$"""
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class Server
        {
            private readonly TcpListener _listener = new(IPAddress.Any, 2525);

            {{members}}

            public async Task RunAsync()
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
                }
            }

            private async Task ServeAsync(TcpClient client)
            {
                await Task.Yield();
                {{statements}}
            }

            private void Handle(string? line) { }
        }
        """;

    [Theory]
    [InlineData("using var reader = new StreamReader(client.GetStream()); while (await reader.[|ReadLineAsync|]() is { } line) { Handle(line); }")]
    [InlineData("using var reader = new StreamReader(client.GetStream()); var line = reader.[|ReadLine|]();")]
    [InlineData("using var reader = new StreamReader(client.GetStream()); Handle(await reader.[|ReadToEndAsync|]());")]
    [InlineData("using var tls = new SslStream(client.GetStream()); using var reader = new StreamReader(tls); Handle(reader.[|ReadToEnd|]());")]
    [InlineData("using var reader = new BinaryReader(client.GetStream()); Handle(reader.[|ReadString|]());")]
    [InlineData("using var reader = new StreamReader(client.GetStream()); Handle(reader.[|ReadLine|]()); Handle(reader.ReadLine());")]
    [InlineData("var stream = client.GetStream(); var line = \"\"; int c; while ((c = stream.[|ReadByte|]()) != '\\n') { if (c == -1) { return; } line += (char)c; } Handle(line);")]
    [InlineData("var stream = client.GetStream(); var line = new System.Text.StringBuilder(); while (true) { var c = stream.[|ReadByte|](); if (c == '\\n' || c < 0) { break; } line.Append(System.Convert.ToChar(c)); } Handle(line.ToString());")]
    [InlineData("var stream = client.GetStream(); var line = new System.Collections.Generic.List<byte>(); for (;;) { int c = stream.[|ReadByte|](); if (c is -1) { return; } if (10 == c) { break; } line.Add((byte)c); } Handle(line.ToString());")]
    public Task A_server_that_reads_what_a_client_sends(string statements) => Verify<LineUnbounded>.Reports(Server(statements));

    [Fact]
    public Task An_old_framework() => Verify<LineUnbounded>.Reports("""
        using System.IO;
        using System.Net;
        using System.Net.Sockets;

        class Server
        {
            void Run(TcpListener listener)
            {
                using (var client = listener.AcceptTcpClient())
                using (var reader = new StreamReader(client.GetStream()))
                {
                    System.Console.WriteLine(reader.[|ReadLine|]());
                }
            }
        }
        """, "net462");

    [Fact]
    public Task A_client_is_quiet() => Verify<LineUnbounded>.Quiet("""
        using System.IO;
        using System.Net.Sockets;

        class Client
        {
            public string? Ask()
            {
                using var client = new TcpClient("host", 25);
                using var reader = new StreamReader(client.GetStream());
                return reader.ReadLine();
            }
        }
        """);

    [Fact]
    public Task A_client_beside_a_server_is_quiet() => Verify<LineUnbounded>.Quiet(Server("using var other = new TcpClient(); await other.ConnectAsync(\"host\", 25); using var reader = new StreamReader(other.GetStream()); Handle(await reader.ReadLineAsync());"));

    [Fact]
    public Task A_type_with_a_limit_is_quiet() => Verify<LineUnbounded>.Quiet(Server("using var reader = new StreamReader(client.GetStream()); var line = reader.ReadLine(); if (line!.Length > MaxLineLength) { return; }", "private const int MaxLineLength = 1000;"));

    [Theory]
    [InlineData("using var reader = new StreamReader(File.OpenRead(\"settings\")); Handle(reader.ReadLine());")]
    [InlineData("using var reader = new BinaryReader(client.GetStream()); var number = reader.ReadInt32();")]
    public Task What_is_no_line_of_a_client_is_quiet(string statements) => Verify<LineUnbounded>.Quiet(Server(statements));

    [Theory]
    [InlineData("var stream = client.GetStream(); var line = \"\"; int c; while ((c = stream.ReadByte()) != '\\n') { if (c == -1 || line.Length > 998) { return; } line += (char)c; } Handle(line);")]
    [InlineData("var stream = client.GetStream(); var line = \"\"; var n = 0; while (n < 998) { var c = stream.ReadByte(); if (c == '\\n' || c < 0) { break; } line += (char)c; n++; } Handle(line);")]
    [InlineData("var stream = client.GetStream(); while (true) { var c = stream.ReadByte(); if (c == '\\n' || c < 0) { break; } var one = \"\"; one += (char)c; Handle(one); }")]
    [InlineData("var stream = client.GetStream(); var line = \"\"; while (true) { var c = stream.ReadByte(); if (c < 0) { break; } line += (char)c; }")]
    public Task A_line_of_single_bytes_that_is_bounded_or_not_kept_is_quiet(string statements) => Verify<LineUnbounded>.Quiet(Server(statements));
}
