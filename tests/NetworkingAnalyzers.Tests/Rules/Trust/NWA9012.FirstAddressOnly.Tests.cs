using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class FirstAddressOnlyTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Linq;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private IPAddress? _address;
            private IPEndPoint? _server;

            async Task M(string host, int port, Socket socket, TcpClient client, UdpClient udp)
            {
                {{statements}}
                await Task.Yield();
            }

            void Open(Socket socket)
            {
                socket.Connect(_server!);
                socket.Connect(new IPEndPoint(_address!, 1));
            }
        }
        """;

    [Theory]
    [InlineData("socket.Connect(Dns.[|GetHostEntry|](host).AddressList[0], port);")]
    [InlineData("socket.Connect(Dns.[|GetHostAddresses|](host)[0], port);")]
    [InlineData("socket.Connect(new IPEndPoint(Dns.[|GetHostAddresses|](host).First(), port));")]
    [InlineData("client.Connect(Dns.[|GetHostEntry|](host).AddressList.FirstOrDefault()!, port);")]
    [InlineData("await client.ConnectAsync((await Dns.[|GetHostAddressesAsync|](host))[0], port);")]
    [InlineData("var entry = await Dns.[|GetHostEntryAsync|](host).ConfigureAwait(false); var address = entry.AddressList[0]; var server = new IPEndPoint(address, port); await socket.ConnectAsync(server);")]
    [InlineData("var all = Dns.[|GetHostAddresses|](host); var first = all[0]; socket = new Socket(first.AddressFamily, SocketType.Stream, ProtocolType.Tcp); socket.BeginConnect(first, port, null, null);")]
    [InlineData("_address = Dns.[|GetHostEntry|](host).AddressList[0];")]
    [InlineData("_server = new IPEndPoint(Dns.[|GetHostEntry|](host).AddressList[0], port);")]
    [InlineData("if (!IPAddress.TryParse(host, out var address)) { address = Dns.[|GetHostEntry|](host).AddressList[0]; } socket.Connect(address, port);")]
    [InlineData("var args = new SocketAsyncEventArgs(); args.RemoteEndPoint = new IPEndPoint(Dns.[|GetHostAddresses|](host)[0], port); if (!socket.ConnectAsync(args)) { throw new InvalidOperationException(); }")]
    public Task The_first_address_that_is_connected_to(string statement) => Verify<FirstAddressOnly>.Reports(Method(statement));

    [Theory]
    [InlineData("socket.Connect(host, port);")]
    [InlineData("socket.Connect(Dns.GetHostAddresses(host), port);")]
    [InlineData("var all = Dns.GetHostAddresses(host); await socket.ConnectAsync(all, port);")]
    public Task All_of_them_are_quiet(string statement) => Verify<FirstAddressOnly>.Quiet(Method(statement));

    [Theory]
    [InlineData("socket.Connect(Dns.GetHostAddresses(host).First(one => one.AddressFamily == AddressFamily.InterNetwork), port);")]
    [InlineData("socket.Connect(Dns.GetHostAddresses(host).Where(one => one.AddressFamily == AddressFamily.InterNetwork).First(), port);")]
    [InlineData("socket.Connect(Array.Find(Dns.GetHostAddresses(host), one => one.AddressFamily == AddressFamily.InterNetwork)!, port);")]
    [InlineData("socket.Connect(Dns.GetHostAddresses(host, AddressFamily.InterNetwork)[0], port);")]
    [InlineData("foreach (var one in Dns.GetHostAddresses(host)) { try { socket.Connect(one, port); break; } catch (SocketException) { } }")]
    [InlineData("var all = Dns.GetHostAddresses(host); var first = all[0]; foreach (var one in all) { if (one.Equals(first)) { socket.Connect(first, port); } }")]
    public Task Addresses_that_are_chosen_or_tried_in_turn_are_quiet(string statement) => Verify<FirstAddressOnly>.Quiet(Method(statement));

    [Theory]
    [InlineData("socket.Bind(new IPEndPoint(Dns.GetHostAddresses(host)[0], port));")]
    [InlineData("new TcpListener(Dns.GetHostEntry(host).AddressList[0], port).Start();")]
    [InlineData("Console.WriteLine(Dns.GetHostAddresses(host)[0]);")]
    [InlineData("socket.SendTo(new byte[1], new IPEndPoint(Dns.GetHostAddresses(host)[0], port));")]
    public Task What_is_not_connected_to_is_quiet(string statement) => Verify<FirstAddressOnly>.Quiet(Method(statement));

    [Theory]
    [InlineData("socket.Connect(Dns.GetHostEntry(Dns.GetHostName()).AddressList[0], port);")]
    [InlineData("var me = Dns.GetHostName(); socket.Connect(Dns.GetHostEntry(me).AddressList[0], port);")]
    [InlineData("socket.Connect(Dns.GetHostEntry(\"localhost\").AddressList[0], port);")]
    [InlineData("socket.Connect(Dns.GetHostEntry(Environment.MachineName).AddressList[0], port);")]
    public Task This_machine_is_quiet(string statement) => Verify<FirstAddressOnly>.Quiet(Method(statement));

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task On_older_frameworks(string framework) => Verify<FirstAddressOnly>.Reports(
        "using System.Net; using System.Net.Sockets; class C { void M(TcpClient client, string host) { client.Connect(new IPEndPoint(Dns.[|GetHostEntry|](host).AddressList[0], 80)); } }", framework);
}
