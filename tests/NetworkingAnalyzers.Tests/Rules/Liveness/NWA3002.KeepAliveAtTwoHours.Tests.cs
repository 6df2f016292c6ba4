using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class KeepAliveAtTwoHoursTests
{
    private const string Usings = """
        using System;
        using System.Net.Sockets;

        """;

    [Fact]
    public Task The_switch_alone_is_reported_and_gets_its_times() => Fixes(
        """
        class C
        {
            void M(Socket socket)
            {
                // notice dead peers
                socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.NoDelay = true;
            }
        }
        """,
        """
        class C
        {
            void M(Socket socket)
            {
                // notice dead peers
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
                socket.NoDelay = true;
            }
        }
        """);

    [Theory]
    [InlineData("client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);")]
    [InlineData("_socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("_socket?.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("listener.Server.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("Action a = () => client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("void Set() => client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    [InlineData("client.Client.[|SetSocketOption|](optionName: SocketOptionName.KeepAlive, optionLevel: SocketOptionLevel.Socket, optionValue: true);")]
    [InlineData("using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    public Task Every_socket_is_known(string statement) => Reports("""
        class C
        {
            readonly Socket? _socket;
            void M(TcpClient client, TcpListener listener) { STATEMENT }
        }
        """.Replace("STATEMENT", statement).Replace("Socket? _socket", statement.Contains("?.", System.StringComparison.Ordinal) ? "Socket? _socket" : "Socket _socket = null!"));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    public Task A_peer_on_this_machine_does_not_vanish_without_a_word(string host, bool isQuiet) => (isQuiet ? (System.Func<string, Task>)Quiet : Reports)($$"""
        class C
        {
            void M()
            {
                using var client = new TcpClient("{{host}}", 502);
                client.Client.{{(isQuiet ? "SetSocketOption" : "[|SetSocketOption|]")}}(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }
        """);

    [Fact]
    public Task Named_arguments_are_reported_and_left_to_their_author() => OffersNothing("""
        class C
        {
            void M(Socket socket) => socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
        """);

    [Fact]
    public Task On_an_old_framework_there_are_no_options_to_set() => Verify<KeepAliveAtTwoHours, KeepAliveAtTwoHoursFix>.OffersNothing(
        """
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket)
            {
                socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }
        """,
        framework: "net462");

    [Fact]
    public Task Of_two_switches_both_are_mended() => Fixes(
        """
        class C
        {
            void M(Socket one)
            {
                one.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }

        class D
        {
            void M(TcpClient two)
            {
                two.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }
        """,
        """
        class C
        {
            void M(Socket one)
            {
                one.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                one.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                one.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                one.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            }
        }

        class D
        {
            void M(TcpClient two)
            {
                two.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                two.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                two.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                two.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            }
        }
        """);

    [Fact]
    public Task A_top_level_program_is_mended() => Verify<KeepAliveAtTwoHours, KeepAliveAtTwoHoursFix>.Fixes(
        """
        using System.Net.Sockets;

        using var client = new TcpClient("example.org", 7);
        client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        """,
        """
        using System.Net.Sockets;

        using var client = new TcpClient("example.org", 7);
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);")]
    [InlineData("SendPing(); void SendPing() { }")]
    [InlineData("var idleSince = DateTime.UtcNow; Console.WriteLine(idleSince);")]
    [InlineData("StartHeartbeat(); void StartHeartbeat() { }")]
    [InlineData("s.IOControl(IOControlCode.KeepAliveValues, new byte[12], null);")]
    [InlineData("s.SetRawSocketOption(6, 4, BitConverter.GetBytes(30));")]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Tcp, (SocketOptionName)3, 30);")]
    [InlineData("Later(); void Later() => s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 30);")]
    public Task Where_the_times_are_set_too_is_quiet(string times) => Quiet("""
        class C
        {
            void M(Socket s)
            {
                s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                TIMES
            }
        }
        """.Replace("TIMES", times));

    [Fact]
    public Task Where_another_member_of_the_type_sets_the_times_is_quiet() => Quiet("""
        class C
        {
            void On(Socket s) => s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            void Times(Socket s) => s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        }
        """);

    [Theory]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, false);")]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 0);")]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, isOn);")]
    [InlineData("s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);")]
    [InlineData("s.SetSocketOption(level, name, true);")]
    [InlineData("_ = s.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive);")]
    public Task Other_options_and_values_are_quiet(string statement) => Quiet("""
        class C
        {
            void M(Socket s, bool isOn, SocketOptionLevel level, SocketOptionName name) { STATEMENT }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task A_datagram_socket_has_no_keep_alive() => Quiet("""
        class C
        {
            void M()
            {
                var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }
        """);

    [Fact]
    public Task A_heartbeat_in_a_file_that_uses_the_type_is_quiet() => Quiet("""
        class Sockets { public static void Prepare(Socket s) => s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); }
        class Bridge { void Open(Socket s) => Sockets.Prepare(s); void Tick() => OnHeartbeat(); void OnHeartbeat() { } }
        """);

    [Fact]
    public Task A_test_outlives_no_peer() => Quiet("""
        class FactAttribute : Attribute { }
        class Tests
        {
            [Fact] public void The_option_is_passed_on() => Prepare(s => s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true));
            static void Prepare(Action<Socket> prepare) { }
        }
        """);

    [Fact]
    public Task A_ping_elsewhere_may_be_of_another_kind() => Reports("""
        class Sockets { public static void Prepare(Socket s) => s.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); }
        class Node { void Open(Socket s) => Sockets.Prepare(s); bool Ping() => true; }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(Socket s) => s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.{|CS0117:KeepAliv|}, true);
        }
        """);

    [Theory]
    [InlineData("SetSocketOption", "")]
    [InlineData("[|SetSocketOption|]", "while (true)")]
    public Task A_probe_that_asks_once_with_a_time_for_each_wait_is_quiet(string set, string rounds)
    {
        var code = $$"""
            using System.Threading;
            using System.Threading.Tasks;

            class C
            {
                async Task<int> M(string host, byte[] b, CancellationToken token)
                {
                    using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                    {
                        socket.{{set}}(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                        var connect = socket.ConnectAsync(host, 445);
                        if (await Task.WhenAny(connect, Task.Delay(5000, token)) != connect) { return 0; }
                        using var stream = new NetworkStream(socket, true);
                        {{rounds}} { if (await stream.ReadAsync(b, token) == 0) { return 0; } }
                        return b[0];
                    }
                }
            }
            """;
        return set.StartsWith('[') ? Reports(code) : Quiet(code);
    }

    [Theory]
    [InlineData("client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); client.ReceiveTimeout = 30000;")]
    [InlineData("client.Client.ReceiveTimeout = 30000; client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);")]
    public Task Beside_a_timeout_of_the_same_connections_reads_it_is_an_addition(string statements) => Quiet("class C { void M(TcpClient client, TcpClient other) { " + statements + " } }");

    [Theory]
    [InlineData("client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); client.SendTimeout = 30000;")]
    [InlineData("client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); client.ReceiveTimeout = 0;")]
    [InlineData("client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); other.ReceiveTimeout = 30000;")]
    public Task Beside_one_of_sends_or_of_another_connection_it_is_reported(string statements) => Reports("class C { void M(TcpClient client, TcpClient other) { " + statements + " } }");

    private static Task Reports(string code) => Verify<KeepAliveAtTwoHours>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<KeepAliveAtTwoHours>.Quiet(Usings + code);

    private static Task Fixes(string before, string after) => Verify<KeepAliveAtTwoHours, KeepAliveAtTwoHoursFix>.Fixes(Usings + before, Usings + after);

    private static Task OffersNothing(string code) => Verify<KeepAliveAtTwoHours, KeepAliveAtTwoHoursFix>.OffersNothing(Usings + code);
}
