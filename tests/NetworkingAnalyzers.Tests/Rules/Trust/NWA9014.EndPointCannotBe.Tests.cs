using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class EndPointCannotBeTests
{
    [Theory]
    [InlineData("_ = new IPEndPoint(IPAddress.Any, [|65536|]);")]
    [InlineData("_ = new IPEndPoint(IPAddress.Any, [|-1|]);")]
    [InlineData("_ = new DnsEndPoint(host, [|80800|]);")]
    [InlineData("_ = new TcpListener(IPAddress.Any, [|70000|]);")]
    [InlineData("_ = TcpListener.Create([|70000|]);")]
    [InlineData("_ = new UdpClient([|70000|]);")]
    [InlineData("_ = new TcpClient(host, [|70000|]);")]
    [InlineData("client.Connect(host, [|70000|]);")]
    [InlineData("await client.ConnectAsync(IPAddress.Loopback, [|70000|]);")]
    [InlineData("client.BeginConnect(host, [|70000|], null, null);")]
    [InlineData("socket.Connect(host, [|70000|]);")]
    [InlineData("await socket.ConnectAsync(host, [|70000|]);")]
    [InlineData("socket.SendTo(new byte[1], new IPEndPoint(IPAddress.Loopback, [|99999|]));")]
    [InlineData("udp.Send(new byte[1], 1, host, [|70000|]);")]
    [InlineData("_ = new UriBuilder(\"http\", host, [|70000|]);")]
    [InlineData("_ = new UriBuilder(\"http\", host, [|-2|]);")]
    [InlineData("_ = new WebProxy(host, [|70000|]);")]
    [InlineData("const int high = 70000; _ = new IPEndPoint(IPAddress.Any, [|high|]);")]
    [InlineData("var high = 70000; _ = new IPEndPoint(IPAddress.Any, [|high|]);")]
    [InlineData("_ = new IPEndPoint(port: [|65_535 + 1|], address: IPAddress.Any);")]
    public Task A_port_that_is_none_is_reported(string statement) => Verify<EndPointCannotBe>.Reports(Method(statement));

    [Theory]
    [InlineData("client.Connect(host, [|0|]);")]
    [InlineData("await client.ConnectAsync(host, [|0|]);")]
    [InlineData("_ = new TcpClient(host, [|0|]);")]
    [InlineData("tcp.Connect(new IPEndPoint(IPAddress.Loopback, [|0|]));")]
    [InlineData("await tcp.ConnectAsync(new DnsEndPoint(host, [|0|]));")]
    public Task A_connection_to_port_0_is_reported(string statement) => Verify<EndPointCannotBe>.Reports(Method(statement));

    [Theory]
    [InlineData("_ = IPAddress.Parse([|\"256.1.1.1\"|]);")]
    [InlineData("_ = IPAddress.Parse([|\"localhost\"|]);")]
    [InlineData("_ = IPAddress.Parse([|\"127.0.0.1:80\"|]);")]
    [InlineData("_ = IPAddress.Parse([|\"\"|]);")]
    [InlineData("_ = IPAddress.Parse([|\"1.2.3.4.5\"|]);")]
    [InlineData("var text = \"my-server\"; _ = new IPEndPoint(IPAddress.Parse([|text|]), 80);")]
    public Task A_text_that_is_no_address_is_reported(string statement) => Verify<EndPointCannotBe>.Reports(Method(statement));

    [Theory]
    [InlineData("_ = new IPAddress([|new byte[3]|]);")]
    [InlineData("_ = new IPAddress([|new byte[] { 1, 2, 3, 4, 5 }|]);")]
    [InlineData("var bytes = new byte[6]; _ = new IPAddress([|bytes|]);")]
    [InlineData("_ = new IPAddress([|-1L|]);")]
    [InlineData("_ = new IPAddress([|0x1_0000_0000|]);")]
    public Task Parts_that_make_no_address_are_reported(string statement) => Verify<EndPointCannotBe>.Reports(Method(statement));

    [Theory]
    [InlineData("_ = new Uri([|\"http://host:99999/\"|]);")]
    [InlineData("_ = new Uri([|\"https://\"|]);")]
    [InlineData("_ = new Uri([|\"ws://host:80a/\"|], UriKind.Absolute);")]
    public Task A_text_that_is_no_URI_is_reported(string statement) => Verify<EndPointCannotBe>.Reports(Method(statement));

    [Theory]
    [InlineData("_ = new IPEndPoint(IPAddress.Any, 0);")]
    [InlineData("_ = new IPEndPoint(IPAddress.Any, 65535);")]
    [InlineData("_ = new TcpListener(IPAddress.Loopback, 0);")]
    [InlineData("_ = new UdpClient(0);")]
    [InlineData("_ = new UriBuilder(\"http\", host, -1);")]
    [InlineData("socket.Bind(new IPEndPoint(IPAddress.Any, 0));")]
    [InlineData("client.Connect(host, port);")]
    [InlineData("var own = 70000; own = port; client.Connect(host, own);")]
    [InlineData("datagrams.Connect(new IPEndPoint(IPAddress.Loopback, 0));")]
    public Task Ports_that_can_be_are_quiet(string statement) => Verify<EndPointCannotBe>.Quiet(Method(statement));

    [Theory]
    [InlineData("_ = IPAddress.Parse(\"127.0.0.1\");")]
    [InlineData("_ = IPAddress.Parse(\"1.2.3\");")]
    [InlineData("_ = IPAddress.Parse(\"::1\");")]
    [InlineData("_ = IPAddress.Parse(\"fe80::1%eth0\");")]
    [InlineData("_ = IPAddress.Parse(\"[::1]:80\");")]
    [InlineData("_ = IPAddress.Parse(host);")]
    [InlineData("_ = IPAddress.TryParse(\"localhost\", out var none);")]
    [InlineData("_ = new IPAddress(new byte[4]); _ = new IPAddress(new byte[16]); _ = new IPAddress(new byte[port]);")]
    [InlineData("_ = new IPAddress(0x0100007F); _ = new IPAddress(0xFFFFFFFF);")]
    [InlineData("_ = new Uri(\"http://host:80/\"); _ = new Uri(\"/path\", UriKind.Relative); _ = new Uri(\"relative\", UriKind.RelativeOrAbsolute); _ = new Uri(host);")]
    [InlineData("_ = new Uri(new Uri(\"http://host/\"), \"http://host:99999/\");")]
    public Task Addresses_that_can_be_and_what_only_some_versions_refuse_are_quiet(string statement) => Verify<EndPointCannotBe>.Quiet(Method(statement));

    [Fact]
    public Task A_test_that_wants_the_exception_is_quiet() => Verify<EndPointCannotBe>.Quiet("""
        using System;
        using System.Net;

        class FactAttribute : Attribute { }

        class Tests
        {
            [Fact]
            object Refused() => new IPEndPoint(IPAddress.Any, 70000);
        }
        """);

    [Fact]
    public Task The_NET_Framework_is_reported_too() => Verify<EndPointCannotBe>.Reports("""
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            private const int Port = 100000;
            private readonly TcpListener _listener = new TcpListener(IPAddress.Parse([|"localhost"|]), [|Port|]);
        }
        """, "net462");

    private static string Method(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(string host, int port, Socket socket, TcpClient client, UdpClient udp)
            {
                var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                {{statements}}
                await Task.Yield();
            }
        }
        """;
}
