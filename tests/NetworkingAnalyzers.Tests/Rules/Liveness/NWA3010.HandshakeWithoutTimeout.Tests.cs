using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class HandshakeWithoutTimeoutTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Authentication;
        using System.Security.Cryptography.X509Certificates;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{members}}

            async Task M(SslStream tls, TcpClient client, X509Certificate2 certificate, SslServerAuthenticationOptions options)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](certificate).ConfigureAwait(false);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](certificate, false, true);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](certificate, false, SslProtocols.None, true);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](options);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](options, CancellationToken.None);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](options, default);")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](options, new CancellationToken());")]
    [InlineData("using (var over = new SslStream(client.GetStream())) { await over.[|AuthenticateAsServerAsync|](options); }")]
    [InlineData("tls.[|AuthenticateAsServerAsync|](certificate).Wait();")]
    [InlineData("tls.[|AuthenticateAsServerAsync|](certificate).GetAwaiter().GetResult();")]
    [InlineData("var handshake = tls.[|AuthenticateAsServerAsync|](certificate); await handshake;")]
    [InlineData("tls.[|AuthenticateAsServer|](certificate);")]
    [InlineData("tls.[|AuthenticateAsServer|](certificate, false, SslProtocols.None, false);")]
    [InlineData("tls.[|BeginAuthenticateAsServer|](certificate, r => tls.EndAuthenticateAsServer(r), null);")]
    [InlineData("_ = Task.Run(async () => await tls.[|AuthenticateAsServerAsync|](certificate));")]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](certificate); using var idle = new CancellationTokenSource(); idle.CancelAfter(5000); await tls.ReadExactlyAsync(new byte[1], idle.Token);")]
    [InlineData("var slots = new SemaphoreSlim(9); await slots.WaitAsync(); await tls.[|AuthenticateAsServerAsync|](certificate); slots.Release();")]
    [InlineData("client.ReceiveTimeout = 5000; await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("var l = new TcpListener(System.Net.IPAddress.Any, 1); using var stop = new CancellationToken().Register(l.Stop); await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("var l = new TcpListener(System.Net.IPAddress.Any, 1); using var stop = new CancellationToken().Register(() => l.Stop()); await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("await Task.WhenAny(client.ConnectAsync(\"h\", 1), Task.Delay(5000)); await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("var connect = client.ConnectAsync(\"h\", 1); if (await Task.WhenAny(connect, Task.Delay(5000)) != connect) { return; } await tls.[|AuthenticateAsServerAsync|](certificate);")]
    [InlineData("await client.ConnectAsync(\"h\", 1).WaitAsync(TimeSpan.FromSeconds(5)); await tls.[|AuthenticateAsServerAsync|](certificate);")]
    public Task A_handshake_that_nothing_ends_is_reported(string statements) => Verify<HandshakeWithoutTimeout>.Reports(Method(statements));

    [Theory]
    [InlineData("using var deadline = new CancellationTokenSource(5000); await tls.AuthenticateAsServerAsync(options, deadline.Token);")]
    [InlineData("async Task Serve(CancellationToken token) { await tls.AuthenticateAsServerAsync(options, token); } await Serve(default);")]
    public Task A_token_is_its_giver_s_business(string statements) => Verify<HandshakeWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("await Task.WhenAny(tls.AuthenticateAsServerAsync(certificate), Task.Delay(5000));")]
    [InlineData("var work = Secure(); await Task.WhenAny(work, Task.Delay(5000)); async Task Secure() => await tls.AuthenticateAsServerAsync(certificate);")]
    [InlineData("await tls.AuthenticateAsServerAsync(certificate).WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("tls.AuthenticateAsServerAsync(certificate).Wait(5000);")]
    [InlineData("Task Start() => tls.AuthenticateAsServerAsync(certificate); await Start();")]
    [InlineData("var all = new[] { tls.AuthenticateAsServerAsync(certificate) }; Console.WriteLine(all.Length);")]
    public Task A_wait_that_has_a_time_or_may_have_one_elsewhere_is_quiet(string statements) => Verify<HandshakeWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var watch = new Timer(_ => tls.Dispose(), null, 5000, -1); await tls.AuthenticateAsServerAsync(certificate);")]
    [InlineData("using var late = new CancellationTokenSource(5000); using var ends = late.Token.Register(() => client.Close()); await tls.AuthenticateAsServerAsync(certificate);")]
    [InlineData("var l = new TcpListener(System.Net.IPAddress.Any, 1); using var ends = new CancellationToken().Register(() => { l.Stop(); client.Close(); }); await tls.AuthenticateAsServerAsync(certificate);")]
    public Task A_type_that_closes_the_connection_after_a_time_is_quiet(string statements) => Verify<HandshakeWithoutTimeout>.Quiet(Method(statements));

    [Fact]
    public Task A_blocking_handshake_on_a_stream_with_a_timeout_is_quiet() =>
        Verify<HandshakeWithoutTimeout>.Quiet(Method("tls.ReadTimeout = 5000; tls.AuthenticateAsServer(certificate);"));

    [Fact]
    public Task A_blocking_handshake_whose_connection_may_have_got_a_timeout_elsewhere_is_quiet() =>
        Verify<HandshakeWithoutTimeout>.Quiet(Method("tls.AuthenticateAsServer(certificate);") + "static class Config { public static void Apply(System.Net.Sockets.TcpClient client) => client.ReceiveTimeout = 5000; }");

    private const string Dialer = "static class Dialer { public static TcpClient Open() => new(\"h\", 443); public static void Set(TcpClient c) => c.ReceiveTimeout = 5000; }";
    private const string Unrelated = "class Unrelated { void M(TcpClient c) => c.ReceiveTimeout = 5000; }";

    [Theory]
    [InlineData("void Run() { using var c = new TcpClient(\"h\", 443); using var s = new SslStream(c.GetStream()); s.[|AuthenticateAsClient|](\"h\"); }", Unrelated)]
    [InlineData("void Run() { using var c = new TcpClient(\"h\", 443); Secure(c); } void Secure(TcpClient c) { using var s = new SslStream(c.GetStream()); s.[|AuthenticateAsClient|](\"h\"); }", Unrelated)]
    [InlineData("void Run() { using var c = new TcpClient(\"h\", 443); c.ReceiveTimeout = 9; Secure(c); } void Secure(TcpClient c) { using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); }", Unrelated)]
    [InlineData("void Run() { using var c = Dialer.Open(); using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); }", Dialer)]
    [InlineData("void Run() { using var c = new TcpClient(\"h\", 443); Dialer.Set(c); using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); }", Dialer)]
    [InlineData("public void Secure(TcpClient c) { using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); }", Unrelated)]
    [InlineData("readonly IDial _dial = null!; public void Run() { using var s = new SslStream(_dial.Open()); s.AuthenticateAsClient(\"h\"); }", Unrelated + "interface IDial { System.IO.Stream Open(); }")]
    [InlineData("public async Task Run() { using var s = new SslStream(await Dialer.OpenAsync()); s.AuthenticateAsClient(\"h\"); }", "static class Dialer { public static async Task<NetworkStream> OpenAsync() { await Task.Yield(); var c = new TcpClient(\"h\", 443); c.ReceiveTimeout = 9; return c.GetStream(); } }")]
    [InlineData("public void Secure(TcpClient c) { using var s = new SslStream(c.GetStream()); s.AuthenticateAsClient(\"h\"); }", "class Other { void M(C x) { using var c = new TcpClient(\"h\", 443) { ReceiveTimeout = 9 }; x.Secure(c); } }")]
    public Task A_timeout_of_another_connection_bounds_nothing(string members, string others) =>
        members.Contains("[|", System.StringComparison.Ordinal) ? Verify<HandshakeWithoutTimeout>.Reports(Method("", members) + others) : Verify<HandshakeWithoutTimeout>.Quiet(Method("", members) + others);

    [Theory]
    [InlineData("await tls.[|AuthenticateAsServerAsync|](options, _stop.Token);", "readonly CancellationTokenSource _stop = new(); public void Stop() => _stop.Cancel();")]
    [InlineData("await Serve(tls, options, _stop.Token);", "readonly CancellationTokenSource _stop = new(); async Task Serve(SslStream s, SslServerAuthenticationOptions o, CancellationToken stop) => await s.[|AuthenticateAsServerAsync|](o, stop);")]
    [InlineData("await Task.Yield();", "public class Host : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken stoppingToken) { while (true) { await Serve(null!, null!, stoppingToken); } } async Task Serve(SslStream s, SslServerAuthenticationOptions o, CancellationToken stop) => await s.[|AuthenticateAsServerAsync|](o, stop); }")]
    [InlineData("await Task.Yield();", "public class Host { protected async Task ExecuteAsync(CancellationToken stoppingToken) { while (true) { await Serve(null!, null!, stoppingToken); } } async Task Serve(SslStream s, SslServerAuthenticationOptions o, CancellationToken stop) => await s.AuthenticateAsServerAsync(o, stop); }")]
    [InlineData("await tls.AuthenticateAsServerAsync(options, _stop.Token);", "CancellationTokenSource _stop = new(); public void Stop() => _stop.Cancel(); public void Again(CancellationTokenSource other) => _stop = other;")]
    [InlineData("await tls.AuthenticateAsServerAsync(options, _stop.Token);", "readonly CancellationTokenSource _stop = new(); public CancellationTokenSource Stop => _stop;")]
    [InlineData("await tls.AuthenticateAsServerAsync(options, _stop.Token);", "readonly CancellationTokenSource _stop = new(); public int HandshakeTimeout { get; set; }")]
    public Task A_token_that_ends_with_the_program_keeps_a_silent_peer(string statements, string members) =>
        Says(statements, members, "namespace Microsoft.Extensions.Hosting { public abstract class BackgroundService { protected abstract Task ExecuteAsync(CancellationToken stoppingToken); } }");

    private static Task Says(string statements, string members, string others) =>
        (statements + members).Contains("[|", System.StringComparison.Ordinal) ? Verify<HandshakeWithoutTimeout>.Reports(Method(statements, members) + others) : Verify<HandshakeWithoutTimeout>.Quiet(Method(statements, members) + others);

    [Fact]
    public Task Its_token_still_counts_when_it_is_mended() => Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.Fixes(
        Method("await tls.[|AuthenticateAsServerAsync|](options, _stop.Token);", "readonly CancellationTokenSource _stop = new();"),
        Method("using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);\n        deadline.CancelAfter(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline.Token);", "readonly CancellationTokenSource _stop = new();"));

    [Theory]
    [InlineData("await tls.[|AuthenticateAsClientAsync|](\"example.org\");")]
    [InlineData("await tls.[|AuthenticateAsClientAsync|](new SslClientAuthenticationOptions { TargetHost = \"example.org\" }, default);")]
    [InlineData("tls.[|AuthenticateAsClient|](\"example.org\");")]
    [InlineData("tls.[|BeginAuthenticateAsClient|](\"example.org\", r => tls.EndAuthenticateAsClient(r), null);")]
    public Task A_server_that_hangs_keeps_its_client_too(string statements) => Verify<HandshakeWithoutTimeout>.Reports(Method(statements));

    [Theory]
    [InlineData("await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = \"example.org\" }, new CancellationTokenSource(5000).Token);")]
    [InlineData("await Task.WhenAny(tls.AuthenticateAsClientAsync(\"example.org\"), Task.Delay(5000));")]
    public Task A_client_that_waits_for_a_time_is_quiet(string statements) => Verify<HandshakeWithoutTimeout>.Quiet(Method(statements));

    [Theory]
    [InlineData("public Task OpenAsync(SslStream s) => Secure(s).WithTimeout(5000);")]
    [InlineData("public async Task OpenAsync(SslStream s) { var limit = Task.Delay(5000); await Task.WhenAny(Secure(s), limit); }")]
    [InlineData("Task Inner(SslStream s) => Secure(s); public Task OpenAsync(SslStream s) => Inner(s).WithTimeout(5000);")]
    public Task What_the_callers_bound_is_quiet(string caller) => Verify<HandshakeWithoutTimeout>.Quiet($$"""
        using System.Net.Security;
        using System.Threading.Tasks;

        class Wire
        {
            public async Task Secure(SslStream tls) => await tls.AuthenticateAsClientAsync("example.org");
        }

        class Client
        {
            readonly Wire _wire = new();
            Task Secure(SslStream s) => _wire.Secure(s);
            {{caller}}
        }

        static class Tasks { public static Task WithTimeout(this Task task, int ms) => task.WaitAsync(System.TimeSpan.FromMilliseconds(ms)); }
        """);

    [Fact]
    public Task A_stream_of_one_s_own_below_may_end_its_reads() => Verify<HandshakeWithoutTimeout>.Quiet("""
        using System.IO;
        using System.Net.Security;
        using System.Threading.Tasks;

        class Timed : MemoryStream { }

        class Wire
        {
            public async Task Secure(Timed below)
            {
                using var tls = new SslStream(below);
                await tls.AuthenticateAsClientAsync("example.org");
            }
        }
        """);

    [Fact]
    public Task What_stands_elsewhere_in_a_file_that_only_mentions_the_type_bounds_nothing() => Verify<HandshakeWithoutTimeout>.Reports("""
        using System.Net.Security;
        using System.Threading;
        using System.Threading.Tasks;

        class Wire
        {
            public async Task Secure(SslStream tls) => await tls.[|AuthenticateAsClientAsync|]("example.org");
        }

        class Clock
        {
            readonly Wire _wire = new();
            readonly Timer _timer = new(_ => { });
        }
        """);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task An_old_framework_is_reported_and_has_nothing_to_offer(string framework) => Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.OffersNothing(
        """
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;
        using System.Threading.Tasks;

        class C
        {
            public async Task Serve(SslStream tls, X509Certificate certificate)
            {
                await tls.[|AuthenticateAsServerAsync|](certificate);
            }
        }
        """,
        framework);

    [Theory]
    [InlineData("class Bridge { private Link? _link; void OnHeartbeat(int waited, Settings s) { if (waited > s.ConnectTimeout) { _link?.Dispose(); } } }", false)]
    [InlineData("class Command : Timed { private Raw _link = null!; public override bool CheckTimeout() { _link.Dispose(); return true; } } abstract class Timed { public abstract bool CheckTimeout(); }", false)]
    [InlineData("class Bridge { private Dialler? _dialler; void OnHeartbeat(int waited, Settings s) { if (waited > s.ConnectTimeout) { _dialler = null; } } }", false)]
    [InlineData("class Bridge { private Link? _link; void OnHeartbeat(int waited, Settings s) { if (waited > s.SendTimeout) { _link?.Dispose(); } } }", true)]
    [InlineData("class Bridge { void OnHeartbeat(Link link, int waited, Settings s) { if (waited > s.ConnectTimeout) { link.Dispose(); } } }", true)]
    public Task Who_keeps_the_connection_may_have_the_time(string keeper, bool speaks)
    {
        var code = $$"""
            using System;
            using System.Net.Security;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            class Settings { public int ConnectTimeout { get; set; } public int SendTimeout { get; set; } }

            class Raw : IDisposable { protected TcpClient Client = new(); public void Dispose() => Client.Dispose(); }

            class Link : Raw
            {
                public async Task OpenAsync(SslClientAuthenticationOptions options) { var tls = new SslStream(Client.GetStream()); await tls.[|AuthenticateAsClientAsync|](options); }
            }

            class Dialler { public Task DialAsync(Link link) => link.OpenAsync(new()); }

            {{keeper}}
            """;
        return speaks ? Verify<HandshakeWithoutTimeout>.Reports(code) : Verify<HandshakeWithoutTimeout>.Quiet(code.Replace("[|", "").Replace("|]", ""));
    }

    [Fact]
    public Task Top_level_code_is_reported() => Verify<HandshakeWithoutTimeout>.Reports(
        """
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Cryptography.X509Certificates;

        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = await listener.AcceptTcpClientAsync();
        using var tls = new SslStream(client.GetStream());
        await tls.[|AuthenticateAsServerAsync|](X509Certificate.CreateFromCertFile("server.crt"));
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](options); // hello",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline.Token); // hello")]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](options, CancellationToken.None).ConfigureAwait(false);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline.Token).ConfigureAwait(false);")]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](certificate);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, deadline.Token);")]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](certificate, false, SslProtocols.None, true);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ClientCertificateRequired = false, EnabledSslProtocols = SslProtocols.None, CertificateRevocationCheckMode = X509RevocationMode.Online }, deadline.Token);")]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](certificate, true, checkCertificateRevocation: client.NoDelay);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ClientCertificateRequired = true, CertificateRevocationCheckMode = client.NoDelay ? X509RevocationMode.Online : X509RevocationMode.NoCheck }, deadline.Token);")]
    [InlineData(
        "var deadline = 1; Console.WriteLine(deadline);\n        await tls.[|AuthenticateAsServerAsync|](options);",
        "var deadline = 1; Console.WriteLine(deadline);\n        using var tlsDeadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, tlsDeadline.Token);")]
    [InlineData(
        "await tls.[|AuthenticateAsServerAsync|](options);\n        await tls.[|AuthenticateAsServerAsync|](options);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline.Token);\n        using var deadline2 = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline2.Token);")]
    [InlineData(
        "await tls.[|AuthenticateAsClientAsync|](\"example.org\");",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = \"example.org\" }, deadline.Token);")]
    [InlineData(
        "await tls.[|AuthenticateAsClientAsync|](\"example.org\", null, SslProtocols.Tls12, false);",
        "using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = \"example.org\", ClientCertificates = null, EnabledSslProtocols = SslProtocols.Tls12, CertificateRevocationCheckMode = X509RevocationMode.NoCheck }, deadline.Token);")]
    public Task The_handshake_gets_a_token(string before, string after) =>
        Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.Fixes(Method(before), Method(after));

    [Fact]
    public Task The_token_of_the_function_still_counts() => Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.Fixes(
        Server("await tls.[|AuthenticateAsServerAsync|](options);"),
        Server("using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);\n        deadline.CancelAfter(TimeSpan.FromSeconds(10));\n        await tls.AuthenticateAsServerAsync(options, deadline.Token);"));

    [Theory]
    [InlineData("tls.[|AuthenticateAsServer|](certificate);")]
    [InlineData("tls.[|AuthenticateAsServerAsync|](certificate).Wait();")]
    [InlineData("if (client.NoDelay) await tls.[|AuthenticateAsServerAsync|](certificate);")]
    public Task Where_no_statement_can_stand_before_it_or_no_token_fits_nothing_is_offered(string statements) =>
        Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.OffersNothing(Method(statements));

    private static string Server(string statements) => $$"""
        using System;
        using System.Net.Security;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task Serve(SslStream tls, SslServerAuthenticationOptions options, CancellationToken stopping)
            {
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("try { await tls.[|AuthenticateAsClientAsync|](host); } catch (Exception) { }")]
    [InlineData("try\n{\nawait tls.[|AuthenticateAsClientAsync|](host);\n}\ncatch (System.Net.Sockets.SocketException) { }\ncatch (System.IO.IOException) { }")]
    [InlineData("try\n{\nawait tls.[|AuthenticateAsClientAsync|](host);\n}\ncatch (System.IO.IOException) { }")]
    public Task On_a_line_with_others_or_where_a_catch_would_let_the_cancellation_by_nothing_is_offered(string statements) => Verify<HandshakeWithoutTimeout, HandshakeWithoutTimeoutFix>.OffersNothing($$"""
        using System;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            public async Task M(SslStream tls, string host)
            {
                {{statements}}
            }
        }
        """);

    [Theory]
    [InlineData("public", false)]
    [InlineData("internal", true)]
    public Task A_client_that_others_use_takes_their_timeout(string access, bool isReported)
    {
        var code = $$"""
            using System.Net.Security;
            using System.Net.Sockets;

            {{access}} class MailClient : TcpClient
            {
                public void Open(string host)
                {
                    Connect(host, 993);
                    var tls = new SslStream(base.GetStream(), false);
                    tls.{{(isReported ? "[|AuthenticateAsClient|]" : "AuthenticateAsClient")}}(host);
                }
            }
            """;
        return isReported ? Verify<HandshakeWithoutTimeout>.Reports(code) : Verify<HandshakeWithoutTimeout>.Quiet(code);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("class Client { async Task Open(TcpClient client) { using var tls = new Checked(client.GetStream()); await tls.AskAsync(); } }", false)]
    public Task A_stream_over_the_stream_of_its_user_is_his_to_close(string users, bool isQuiet)
    {
        var code = $$"""
            using System.IO;
            using System.Net.Security;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            public abstract class Over : Stream
            {
                public override bool CanRead => true;
                public override bool CanSeek => false;
                public override bool CanWrite => true;
                public override long Length => 0;
                public override long Position { get; set; }
                public override void Flush() { }
                public override long Seek(long offset, SeekOrigin origin) => 0;
                public override void SetLength(long value) { }
                public override void Write(byte[] buffer, int offset, int count) { }
            }

            public class Checked : Over
            {
                private readonly SslStream _tls;
                public Checked(Stream inner) => _tls = new SslStream(inner);
                public Task AskAsync() => AskForAsync("host");
                public async Task AskForAsync(string host) => await _tls.{{(isQuiet ? "AuthenticateAsClientAsync" : "[|AuthenticateAsClientAsync|]")}}(host);
                public override int Read(byte[] buffer, int offset, int count) => _tls.Read(buffer, offset, count);
            }

            {{users}}
            """;
        return isQuiet ? Verify<HandshakeWithoutTimeout>.Quiet(code) : Verify<HandshakeWithoutTimeout>.Reports(code);
    }
}
