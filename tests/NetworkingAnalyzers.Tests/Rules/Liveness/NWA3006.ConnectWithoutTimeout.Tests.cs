using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class ConnectWithoutTimeoutTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Linq;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{members}}

            async Task M(Socket socket, TcpClient client, string host, int port, EndPoint address, SocketAsyncEventArgs args)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("client.[|Connect|](host, port);")]
    [InlineData("client?.[|Connect|](host, port);")]
    [InlineData("socket.[|Connect|](address);")]
    [InlineData("socket.[|Connect|](host, port);")]
    [InlineData("using var made = [|new TcpClient(host, port)|];")]
    [InlineData("await client.[|ConnectAsync|](host, port);")]
    [InlineData("await client.[|ConnectAsync|](host, port).ConfigureAwait(false);")]
    [InlineData("await client.[|ConnectAsync|](host, port, CancellationToken.None);")]
    [InlineData("await socket.[|ConnectAsync|](address);")]
    [InlineData("await socket.[|ConnectAsync|](address, default);")]
    [InlineData("client.[|ConnectAsync|](host, port).Wait();")]
    [InlineData("var opening = client.[|ConnectAsync|](host, port); await opening;")]
    [InlineData("Task.Run(() => client.[|Connect|](host, port)).Wait();")]
    [InlineData("void Open() => client.[|Connect|](host, port); Open();")]
    public Task A_connect_that_only_the_system_ends_is_reported(string statements) => Verify<ConnectWithoutTimeout>.Reports(Method(statements));

    [Theory]
    [InlineData("using var late = new CancellationTokenSource(5000); await client.ConnectAsync(host, port, late.Token);")]
    [InlineData("async Task Open(CancellationToken token) => await socket.ConnectAsync(address, token); await Open(default);")]
    public Task A_token_is_its_giver_s_business(string statements) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("await Task.WhenAny(client.ConnectAsync(host, port), Task.Delay(5000));")]
    [InlineData("await client.ConnectAsync(host, port).WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("if (!client.ConnectAsync(host, port).Wait(5000)) client.Close();")]
    [InlineData("var a = client.BeginConnect(host, port, null, null); if (a.AsyncWaitHandle.WaitOne(5000)) client.EndConnect(a); else client.Close();")]
    [InlineData("socket.ConnectAsync(args);")]
    public Task A_wait_that_has_a_time_or_may_have_one_elsewhere_is_quiet(string statements) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("client.ReceiveTimeout = 5000; client.[|Connect|](host, port);")]
    [InlineData("using var made = [|new TcpClient(host, port) { SendTimeout = 5000 }|];")]
    [InlineData("client.[|Connect|](host, port); client.GetStream().ReadTimeout = 5000;")]
    [InlineData("var slots = new SemaphoreSlim(9); await slots.WaitAsync(); await client.[|ConnectAsync|](host, port);")]
    [InlineData("await client.[|ConnectAsync|](host, port); Console.WriteLine(Kind.Timer);", "enum Kind { Timer }")]
    [InlineData("await client.[|ConnectAsync|](host, port); Console.WriteLine(host.Select(c => c + 1).Count());")]
    [InlineData("await client.[|ConnectAsync|](host, port); Console.WriteLine(Timer.Parse(host));", "static class Timer { public static int Parse(string text) => text.Length; }")]
    [InlineData("await client.[|ConnectAsync|](host, port);", "int _connectTimeout; public int ConnectTimeout { get => _connectTimeout; set => _connectTimeout = value; }")]
    [InlineData("await client.[|ConnectAsync|](host, port);", "public int ConnectionTimeoutMilliseconds { get; set; } = 5000;")]
    public Task What_bounds_something_else_does_not_bound_the_connect(string statements, string members = "") => Verify<ConnectWithoutTimeout>.Reports(Method(statements, members));

    [Theory]
    [InlineData("client.Connect(host, port);", "public int ConnectTimeout { get; set; } void Watch(TcpClient c) { Thread.Sleep(ConnectTimeout); c.Close(); }")]
    [InlineData("using var t = new Timer(_ => client.Close(), null, 5000, -1); client.Connect(host, port);")]
    [InlineData("new Timer().Start(client.Close); client.Connect(host, port);", "class Timer { public void Start(Action tick) { } }")]
    [InlineData("using var t = new System.Timers.Timer(5000); t.Elapsed += (_, _) => client.Close(); t.Start(); client.Connect(host, port);")]
    public Task A_time_for_connecting_that_somebody_uses_is_quiet(string statements, string members = "") => Verify<ConnectWithoutTimeout>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("await client.[|ConnectAsync|](host, port, _stop.Token);", "readonly CancellationTokenSource _stop = new(); void Stop() => _stop.Cancel();")]
    [InlineData("async Task Open(CancellationToken token) => await socket.[|ConnectAsync|](address, token); await Open(_stop.Token);", "readonly CancellationTokenSource _stop = new(); void Stop() => _stop.Cancel();")]
    [InlineData("await client.ConnectAsync(host, port, _stop.Token);", "readonly CancellationTokenSource _stop = new(5000);")]
    [InlineData("_stop.CancelAfter(5000); await client.ConnectAsync(host, port, _stop.Token);", "readonly CancellationTokenSource _stop = new();")]
    [InlineData("await client.ConnectAsync(host, port, _stop.Token);", "internal readonly CancellationTokenSource _stop = new();")]
    [InlineData("await client.ConnectAsync(host, port, _stop.Token);", "readonly CancellationTokenSource _stop = new(); async void Stop() { await Task.Delay(500); _stop.Cancel(); }")]
    [InlineData("await client.ConnectAsync(host, port, _stop.Token);", "readonly CancellationTokenSource _stop = new(); void Idle() => _stop.Cancel();")]
    [InlineData("await client.ConnectAsync(host, port, _stop.Token);", "readonly CancellationTokenSource _stop; public C(CancellationTokenSource stop) => _stop = stop;")]
    public Task A_token_that_ends_with_the_program_bounds_nothing(string statements, string members) => (statements.Contains("[|", System.StringComparison.Ordinal) ? Verify<ConnectWithoutTimeout>.Reports : (System.Func<string, string, Microsoft.CodeAnalysis.OutputKind, Task>)Verify<ConnectWithoutTimeout>.Quiet)(Method(statements, members), "net10.0", Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary);

    [Theory]
    [InlineData("client.Connect(\"localhost\", port);")]
    [InlineData("client.Connect(\"127.0.0.1\", port);")]
    [InlineData("client.Connect(IPAddress.Loopback, port);")]
    [InlineData("client.Connect(new IPEndPoint(IPAddress.IPv6Loopback, port));")]
    [InlineData("var near = new IPEndPoint(IPAddress.Loopback, port); socket.Connect(near);")]
    [InlineData("socket.Connect(new UnixDomainSocketEndPoint(host));")]
    [InlineData("using var l = new TcpListener(IPAddress.Any, 0); l.Start(); client.Connect((IPEndPoint)l.LocalEndpoint);")]
    [InlineData("using var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Listen(); socket.Connect(l.LocalEndPoint!);")]
    [InlineData("using var epmd = new TcpClient(Dns.GetHostName(), port);")]
    [InlineData("client.Connect(Environment.MachineName, port);")]
    public Task This_machine_answers_at_once(string statements) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); udp.Connect(address);")]
    [InlineData("var udp = new UdpClient(host, port); udp.Send(new byte[1], 1);")]
    [InlineData("var udp = new UdpClient(); udp.Connect(host, port);")]
    public Task A_datagram_socket_only_remembers_its_peer(string statements) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new Carrier(); udp.Handler.Socket.Connect(address);", true)]
    [InlineData("var wire = new Carrier(); wire.Handler.Socket.[|Connect|](address);", false)]
    public Task A_socket_of_something_with_the_name_of_datagrams_is_quiet(string statements, bool isQuiet)
    {
        var code = Method(statements, "class Carrier { public Handler Handler = new(); } class Handler { public Socket Socket = null!; }");
        return isQuiet ? Verify<ConnectWithoutTimeout>.Quiet(code) : Verify<ConnectWithoutTimeout>.Reports(code);
    }

    [Fact]
    public Task A_class_for_sockets_of_the_file_system_is_quiet() => Verify<ConnectWithoutTimeout>.Quiet("""
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            private readonly EndPoint _endpoint;
            public C(string path) : this(new UnixDomainSocketEndPoint(path)) { }
            public C(EndPoint endpoint) => _endpoint = endpoint;
            public void Open(Socket socket) => socket.Connect(_endpoint);
        }
        """);

    [Fact]
    public Task A_socket_that_comes_from_a_caller_may_be_one_for_datagrams() => Verify<ConnectWithoutTimeout>.Quiet(Method(
        "Bind(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), address);", "static void Bind(Socket udp, EndPoint peer) => udp.Connect(peer);"));

    [Fact]
    public Task A_socket_that_comes_from_a_caller_s_caller_may_be_one_for_datagrams() => Verify<ConnectWithoutTimeout>.Quiet(Method(
        "Join(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), address);",
        "static void Join(Socket udp, EndPoint peer) => Bind(udp, peer); static void Bind(Socket udp, EndPoint peer) => udp.Connect(peer);"));

    [Theory]
    [InlineData("new Thread(() => client.Connect(host, port)).Start();", "")]
    [InlineData("new Thread(() => Open(client)).Start();", "void Open(TcpClient c) => c.Connect(\"h\", 80);")]
    [InlineData("new Thread(Open).Start(client);", "void Open(object? c) => ((TcpClient)c!).Connect(\"h\", 80);")]
    public Task For_a_connect_on_a_thread_of_its_own_nobody_waits(string statements, string members) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements, members));

    [Fact]
    public Task A_method_that_others_call_too_is_reported() => Verify<ConnectWithoutTimeout>.Reports(Method(
        "new Thread(() => Open(client)).Start(); Open(client);", "void Open(TcpClient c) => c.[|Connect|](\"h\", 80);"));

    [Fact]
    public Task A_program_of_one_type_is_a_person_s_own_to_end() => Verify<ConnectWithoutTimeout>.Quiet("""
        using System.Net.Sockets;

        class Program
        {
            static void Main(string[] args) => Try(args[0]);
            static void Try(string host) => new TcpClient().Connect(host, 80);
        }
        """);

    [Fact]
    public Task An_attempt_of_many_is_no_more_than_a_pause() => Verify<ConnectWithoutTimeout>.Quiet(Method(
        "while (true) { try { client.Connect(host, port); return; } catch (SocketException) { } await Task.Delay(1000); }"));

    [Fact]
    public Task What_is_tried_again_at_once_is_another_rule_s() => Verify<ConnectWithoutTimeout>.Quiet(Method(
        "while (true) { try { client.Connect(host, port); return; } catch (SocketException) { } }"));

    [Theory]
    [InlineData("using var ends = late.Register(() => socket.Close()); socket.Connect(address);", "CancellationToken late;")]
    [InlineData("using var watch = new Timer(_ => socket.Close(), null, 5000, -1); socket.Connect(address);", "")]
    [InlineData("socket.Blocking = false; socket.Connect(address);", "")]
    public Task A_type_that_ends_it_by_other_means_is_quiet(string statements, string members) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements, members));

    [Fact]
    public Task What_the_caller_bounds_is_quiet() => Verify<ConnectWithoutTimeout>.Quiet("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        interface IWire { Task Open(string host); }

        class Wire : IWire
        {
            readonly TcpClient _client = new();
            public async Task Open(string host) => await _client.ConnectAsync(host, 80);
        }

        class Client
        {
            public async Task Start(IWire wire) { await Task.WhenAny(wire.Open("a"), Task.Delay(5000)); }
        }
        """);

    [Fact]
    public Task What_the_caller_of_an_interface_bounds_is_quiet_in_an_override_below_it() => Verify<ConnectWithoutTimeout>.Quiet("""
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        interface IWire { Task Open(CancellationToken token); }

        abstract class Wire : IWire { public abstract Task Open(CancellationToken token); }

        class TcpWire : Wire
        {
            readonly TcpClient _client = new();
            public override async Task Open(CancellationToken token) => await _client.ConnectAsync("a", 80);
        }

        class Session(IWire wire) { public async Task Open(CancellationToken token) => await wire.Open(token); }

        class Client
        {
            public async Task Start(Session session)
            {
                var opening = session.Open(default);
                if (await Task.WhenAny(opening, Task.Delay(5000)) != opening) { throw new System.TimeoutException(); }
            }
        }
        """);

    [Fact]
    public Task Tests_may_wait() => Verify<ConnectWithoutTimeout>.Quiet("""
        using System;
        using System.Net.Sockets;

        class FactAttribute : Attribute { }
        class Tests { [Fact] public void Connects() { using var c = new TcpClient("example.org", 80); } }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<ConnectWithoutTimeout>.Quiet(Method("client.{|CS1061:Conn|}(host); client.{|CS1501:Connect|}();"));

    [Theory]
    [InlineData(
        "await client.[|ConnectAsync|](host, port); // open",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await client.ConnectAsync(host, port, deadline.Token); // open")]
    [InlineData(
        "await socket.[|ConnectAsync|](address, CancellationToken.None).ConfigureAwait(false);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await socket.ConnectAsync(address, deadline.Token).ConfigureAwait(false);")]
    [InlineData(
        "await client.[|ConnectAsync|](host, port);\n        await socket.[|ConnectAsync|](address);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await client.ConnectAsync(host, port, deadline.Token);\n        using var deadline2 = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await socket.ConnectAsync(address, deadline2.Token);")]
    public Task An_awaited_connect_gets_a_token(string before, string after) => Verify<ConnectWithoutTimeout, ConnectWithoutTimeoutFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("client.[|Connect|](host, port);")]
    [InlineData("if (port > 0) await client.[|ConnectAsync|](host, port);")]
    public Task Where_no_token_fits_nothing_is_offered(string statements) => Verify<ConnectWithoutTimeout, ConnectWithoutTimeoutFix>.OffersNothing(Method(statements));

    [Fact]
    public Task An_old_framework_takes_no_token() => Verify<ConnectWithoutTimeout, ConnectWithoutTimeoutFix>.OffersNothing(
        """
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C { public async Task M(TcpClient client, string host) { await client.[|ConnectAsync|](host, 80); } }
        """,
        "netstandard2.0");

    [Theory]
    [InlineData("try { await client.[|ConnectAsync|](host, 80); } catch (Exception) { }")]
    [InlineData("try\n{\nawait client.[|ConnectAsync|](host, 80);\n}\ncatch (System.Net.Sockets.SocketException) { }\ncatch (System.IO.IOException) { }")]
    [InlineData("try\n{\nawait client.[|ConnectAsync|](host, 80);\n}\ncatch (System.IO.IOException) { }")]
    public Task On_a_line_with_others_or_where_a_catch_would_let_the_cancellation_by_nothing_is_offered(string statements) => Verify<ConnectWithoutTimeout, ConnectWithoutTimeoutFix>.OffersNothing($$"""
        using System;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            public async Task M(TcpClient client, string host)
            {
                {{statements}}
            }
        }
        """);

    [Theory]
    [InlineData("string text = \"127.0.0.1\"; var near = new IPEndPoint(IPAddress.Parse(text), port); socket.Connect(near);", "")]
    [InlineData("await Task.Yield();", "readonly string _host; C(string host) => _host = host; void Open(TcpClient c) => c.Connect(_host, 9); static C Make() => new C(\"localhost\");")]
    [InlineData("await Task.Yield();", "void Loop() { Once(); } void Once() { new TcpClient().Connect(\"example.com\", 9); } void Start() => new Thread(Loop).Start();")]
    public Task This_machine_by_a_variable_and_a_thread_s_own_method_are_quiet(string statements, string members) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("string text = \"192.0.2.1\"; var far = new IPEndPoint(IPAddress.Parse(text), port); socket.[|Connect|](far);", "")]
    [InlineData("await Task.Yield();", "readonly string _host; C(string host) => _host = host; void Open(TcpClient c) => c.[|Connect|](_host, 9); static C Make(string h) => h == \"\" ? new C(\"localhost\") : new C(h);")]
    [InlineData("await Task.Yield();", "readonly string _host; C(string host) => _host = host; void Open(TcpClient c) => c.[|Connect|](_host, 9);")]
    [InlineData("Once();", "void Loop() { Once(); } void Once() { new TcpClient().[|Connect|](\"example.com\", 9); } void Start() => new Thread(Loop).Start();")]
    public Task Another_machine_and_a_method_that_others_call_are_reported(string statements, string members) => Verify<ConnectWithoutTimeout>.Reports(Method(statements, members));

    [Theory]
    [InlineData("var all = new System.Collections.Generic.List<IPAddress>(); all.Add(IPAddress.Loopback); if (port > 9) { all.Add(IPAddress.IPv6Loopback); } foreach (var one in all) { socket.Connect(new IPEndPoint(one, port)); }")]
    [InlineData("var all = new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }; foreach (var one in all) { socket.Connect(new IPEndPoint(one, port)); }")]
    public Task Addresses_of_this_machine_in_a_list_are_quiet(string statements) => Verify<ConnectWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("var all = new System.Collections.Generic.List<IPAddress>(); all.Add(IPAddress.Loopback); all.Add(IPAddress.Parse(host)); foreach (var one in all) { socket.[|Connect|](new IPEndPoint(one, port)); }")]
    [InlineData("var all = new System.Collections.Generic.List<IPAddress>(); all.Add(IPAddress.Loopback); Fill(all); foreach (var one in all) { socket.[|Connect|](new IPEndPoint(one, port)); } void Fill(System.Collections.Generic.List<IPAddress> a) { }")]
    [InlineData("foreach (var one in Dns.GetHostAddresses(host)) { socket.[|Connect|](new IPEndPoint(one, port)); }")]
    public Task A_list_with_others_is_reported(string statements) => Verify<ConnectWithoutTimeout>.Reports(Method(statements));

    [Theory]
    [InlineData("Task.WhenAny(Pump(client.GetStream(), other), Pump(other, client.GetStream()))", true)]
    [InlineData("Task.WhenAny(client.GetStream().CopyToAsync(other), other.CopyToAsync(client.GetStream()))", true)]
    [InlineData("Task.WhenAny(Pump(client.GetStream(), other), Task.Delay(9000))", false)]
    [InlineData("Task.WhenAny(Pump(client.GetStream(), other), Open(other))", false)]
    [InlineData("Task.WhenAny(client.ConnectAsync(host, port), Task.Delay(9000))", false)]
    [InlineData("Task.WhenAny(given)", false)]
    public Task A_race_of_relays_is_no_time_for_the_connect(string race, bool isReported)
    {
        var code = Method(
            (isReported ? "await client.[|ConnectAsync|](host, port); " : "await client.ConnectAsync(host, port); ") + "System.IO.Stream other = System.IO.Stream.Null; Task[] given = null!; await " + race + ";",
            "static async Task Pump(System.IO.Stream from, System.IO.Stream to) { await from.CopyToAsync(to); } static Task Open(System.IO.Stream s) => new TcpClient().ConnectAsync(IPAddress.Loopback, 9);");
        return isReported ? Verify<ConnectWithoutTimeout>.Reports(code) : Verify<ConnectWithoutTimeout>.Quiet(code);
    }
}
