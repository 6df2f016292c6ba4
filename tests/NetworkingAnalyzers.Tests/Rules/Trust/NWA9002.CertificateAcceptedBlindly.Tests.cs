using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class CertificateAcceptedBlindlyTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Net.Security;
        using System.Net.WebSockets;
        using System.Security.Cryptography.X509Certificates;

        class Settings
        {
            public bool AllowUntrusted { get; set; }
            public bool UseSsl { get; set; }
            public RemoteCertificateValidationCallback? Callback { get; set; }
        }

        class C
        {
            private X509Certificate? _seen;

            void M(Stream stream, Settings settings, SslClientAuthenticationOptions options, HttpClientHandler handler, string pin, Uri uri)
            {
                {{statements}}
            }

            private void Keep(X509Certificate? certificate) => _seen = certificate;

            private static bool Always(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
            {
                if (errors != SslPolicyErrors.None)
                {
                    Console.WriteLine($"{errors}: {certificate?.Subject}");
                }

                return true;
            }

            private static bool IsFine(SslPolicyErrors errors) => errors == SslPolicyErrors.None;

            private static bool IsFineOrNot(SslPolicyErrors errors) { return errors == SslPolicyErrors.None || Says(errors); }

            private static bool Says(SslPolicyErrors errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable;
        }
        """;

    [Theory]
    [InlineData("new SslStream(stream, false, [|(sender, certificate, chain, errors) => true|]);")]
    [InlineData("new SslStream(stream, false, [|delegate|] { return true; });")]
    [InlineData("new SslStream(stream, false, [|delegate|] (object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) { return true; });")]
    [InlineData("new SslStream(stream, false, [|(sender, certificate, chain, errors)|] => { return true; });")]
    [InlineData("new SslStream(stream, false, [|Always|]);")]
    [InlineData("new SslStream(stream, false, new RemoteCertificateValidationCallback([|Always|]), null);")]
    [InlineData("bool Any(object s, X509Certificate? c, X509Chain? h, SslPolicyErrors e) { return true; } new SslStream(stream, false, [|Any|]);")]
    [InlineData("options.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("_ = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = [|(_, _, _, _) => true|] };")]
    [InlineData("_ = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = [|Always|] } };")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|(request, certificate, chain, errors) => true|];")]
    [InlineData("handler.ServerCertificateCustomValidationCallback += [|(request, certificate, chain, errors) => true|];")]
    [InlineData("using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|Always|] });")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = HttpClientHandler.[|DangerousAcceptAnyServerCertificateValidator|];")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback += [|(a, b, c, d) => true|];")]
    [InlineData("new ClientWebSocket().Options.RemoteCertificateValidationCallback = [|(a, b, c, d) => true|];")]
    [InlineData("new Settings().Callback = [|(a, b, c, d) => true|];")]
    [InlineData("RemoteCertificateValidationCallback any = [|(a, b, c, d) => true|]; new SslStream(stream, false, any);")]
    [InlineData("new SslStream(stream, false, settings.Callback ?? [|Always|]);")]
    public Task A_function_that_always_says_yes(string statement) => Verify<CertificateAcceptedBlindly>.Reports(Method(statement));

    [Theory]
    [InlineData("(s, c, h, e) => e == SslPolicyErrors.None || e != SslPolicyErrors.RemoteCertificateNotAvailable")]
    [InlineData("(s, c, h, e) => e == SslPolicyErrors.None || e == SslPolicyErrors.RemoteCertificateChainErrors")]
    [InlineData("(s, c, h, e) => e is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors")]
    [InlineData("(s, c, h, e) => (e & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0")]
    [InlineData("(s, c, h, e) => !e.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)")]
    [InlineData("(s, c, h, e) => e switch { SslPolicyErrors.None => true, SslPolicyErrors.RemoteCertificateChainErrors => true, _ => false }")]
    [InlineData("(s, c, h, e) => IsFineOrNot(e)")]
    public Task What_forgives_an_unknown_issuer(string function) => Verify<CertificateAcceptedBlindly>.Reports(Method($"new SslStream(stream, false, [|{function}|]);"));

    [Theory]
    [InlineData("var fine = e == SslPolicyErrors.None; if (!fine) { Console.WriteLine(e); fine = true; } return fine;")]
    [InlineData("try { Console.WriteLine(c); return true; } catch (Exception) { return true; }")]
    [InlineData("switch (e) { case SslPolicyErrors.None: return true; case SslPolicyErrors.RemoteCertificateNotAvailable: return false; default: break; } return true;")]
    [InlineData("if ((e & SslPolicyErrors.RemoteCertificateNotAvailable) != 0) { return false; } foreach (var part in pin) { Console.WriteLine(part); } return true;")]
    [InlineData("if (settings.AllowUntrusted) { Console.WriteLine(1); return true; } else { return true; }")]
    public Task Statements_are_followed(string statements) => Verify<CertificateAcceptedBlindly>.Reports(Method(
        $"new SslStream(stream, false, [|(s, c, h, e)|] => {{ {statements} }});"));

    [Theory]
    [InlineData("if (settings.UseSsl) { new SslStream(stream, false, [|Always|]); }")]
    [InlineData("if (uri.Scheme == \"https\" && stream != null) { new SslStream(stream, false, [|Always|]); }")]
    [InlineData("if (uri.Scheme.StartsWith(\"wss\")) { new SslStream(stream, false, [|Always|]); }")]
    [InlineData("Stream over = settings.UseSsl ? new SslStream(stream, false, [|Always|]) : stream;")]
    [InlineData("if (stream == null) { return; } new SslStream(stream, false, [|Always|]);")]
    [InlineData("switch (uri.Scheme) { case \"wss\": new SslStream(stream, false, [|Always|]); break; }")]
    [InlineData("if (stream is not MemoryStream) { } if (stream is FileStream file) { new SslStream(file, false, [|Always|]); }")]
    public Task Whether_TLS_is_used_is_no_wish_for_less(string statement) => Verify<CertificateAcceptedBlindly>.Reports(Method(statement));

    [Theory]
    [InlineData("new SslStream(stream, false);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => e == SslPolicyErrors.None);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => IsFine(e));")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => false);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { if (e != SslPolicyErrors.None) throw new IOException(); return true; });")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => e == SslPolicyErrors.None || s is string);")]
    [InlineData("options.LocalCertificateSelectionCallback = (a, b, c, d, e) => null!;")]
    public Task A_function_that_says_no_is_quiet(string statement) => Verify<CertificateAcceptedBlindly>.Quiet(Method(statement));

    [Theory]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => e == SslPolicyErrors.None || c!.GetCertHashString() == pin);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { if (c!.GetCertHashString() != pin) throw new IOException(); return true; });")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { _seen = c; return true; });")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { Keep(c); return true; });")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { foreach (var part in h!.ChainStatus) { Console.WriteLine(part.Status); } return true; });")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => c != null);")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (r, c, h, e) => { h!.ChainPolicy.ExtraStore.Add(c!); return h.Build(c!); };")]
    public Task A_function_that_looks_at_the_certificate_or_keeps_it_is_quiet(string statement) => Verify<CertificateAcceptedBlindly>.Quiet(Method(statement));

    [Theory]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => settings.AllowUntrusted || e == SslPolicyErrors.None);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => { if (settings.AllowUntrusted) { return true; } return e == SslPolicyErrors.None; });")]
    [InlineData("if (settings.AllowUntrusted) { new SslStream(stream, false, Always); }")]
    [InlineData("if (settings.UseSsl && settings.AllowUntrusted) { new SslStream(stream, false, Always); }")]
    [InlineData("if (!settings.AllowUntrusted) { return; } new SslStream(stream, false, Always);")]
    [InlineData("new SslStream(stream, false, settings.AllowUntrusted ? Always : null);")]
    [InlineData("new SslStream(stream, false, settings.AllowUntrusted ? (s, c, h, e) => true : settings.Callback);")]
    [InlineData("if (settings.AllowUntrusted) { handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator; }")]
    [InlineData("RemoteCertificateValidationCallback? check = Always; if (!settings.AllowUntrusted) { check = null; } new SslStream(stream, false, check);")]
    [InlineData("RemoteCertificateValidationCallback check = Always; if (settings.AllowUntrusted) { new SslStream(stream, false, check); }")]
    public Task What_a_user_has_asked_for_is_quiet(string statement) => Verify<CertificateAcceptedBlindly>.Quiet(Method(statement));

    [Fact]
    public Task A_build_for_debugging_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet("""
        #define DEBUG
        using System.IO;
        using System.Net.Security;

        class C
        {
            SslStream M(Stream stream)
            {
        #if DEBUG
                return new SslStream(stream, false, (s, c, h, e) => true);
        #else
                return new SslStream(stream, false);
        #endif
            }
        }
        """);

    [Fact]
    public Task A_condition_on_the_framework_is_no_such_build() => Verify<CertificateAcceptedBlindly>.Reports("""
        #define NET
        using System.IO;
        using System.Net.Security;

        class C
        {
            SslStream M(Stream stream)
            {
        #if DEBUG
                System.Console.WriteLine();
        #endif
        #if NET
                return new SslStream(stream, false, [|(s, c, h, e) => true|]);
        #endif
            }
        }
        """);

    [Theory]
    [InlineData("public static HttpClientHandler IgnoreCertificates(HttpClientHandler handler)")]
    [InlineData("private static HttpClientHandler CreateInsecureHandler(HttpClientHandler handler)")]
    [InlineData("public static HttpClientHandler WithInsecureTls(HttpClientHandler handler)")]
    public Task A_method_that_says_so_is_quiet(string method) => Verify<CertificateAcceptedBlindly>.Quiet($$"""
        using System.Net.Http;

        static class C
        {
            {{method}}
            {
                handler.ServerCertificateCustomValidationCallback = (r, c, h, e) => true;
                return handler;
            }
        }
        """);

    [Fact]
    public Task A_function_that_is_for_tests_by_its_name_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet("""
        using System.Net;
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;

        class C
        {
            public C() => ServicePointManager.ServerCertificateValidationCallback = AcceptEverythingForTestingOnly;

            private static bool AcceptEverythingForTestingOnly(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;
        }
        """);

    [Fact]
    public Task A_private_method_that_is_always_called_is_reported() => Verify<CertificateAcceptedBlindly>.Reports("""
        using System.Net;

        class C
        {
            public C() => Prepare();

            private static void Prepare() => ServicePointManager.ServerCertificateValidationCallback = [|(s, c, h, e) => true|];
        }
        """);

    [Fact]
    public Task A_private_method_that_is_called_on_request_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet("""
        using System.Net;

        class C
        {
            public C(bool insecure) { if (insecure) { Prepare(); } }

            private static void Prepare() => ServicePointManager.ServerCertificateValidationCallback = (s, c, h, e) => true;
        }
        """);

    [Theory]
    [InlineData("public static readonly RemoteCertificateValidationCallback All = (s, c, h, e) => true;")]
    [InlineData("public static RemoteCertificateValidationCallback All => (s, c, h, e) => true;")]
    [InlineData("public static RemoteCertificateValidationCallback All() { return (s, c, h, e) => true; }")]
    [InlineData("private static readonly RemoteCertificateValidationCallback None = (s, c, h, e) => true; SslStream M(System.IO.Stream stream, bool insecure) => new SslStream(stream, false, insecure ? None : null);")]
    public Task What_is_offered_and_not_used_is_quiet(string member) => Verify<CertificateAcceptedBlindly>.Quiet($$"""
        using System.Net.Security;

        class C
        {
            {{member}}
        }
        """);

    [Fact]
    public Task A_field_that_is_used_is_reported() => Verify<CertificateAcceptedBlindly>.Reports("""
        using System.IO;
        using System.Net.Security;

        class C
        {
            private static readonly RemoteCertificateValidationCallback Check = [|(s, c, h, e) => true|];

            SslStream M(Stream stream) => new SslStream(stream, false, Check);
        }
        """);

    [Fact]
    public Task This_machine_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet(Method(
        "handler.ServerCertificateCustomValidationCallback = (r, c, h, e) => true; new HttpClient(handler).GetAsync(\"https://localhost:5001/\");"));

    [Theory]
    [InlineData("tls.AuthenticateAsServer(certificate, true, false);")]
    [InlineData("tls.AuthenticateAsClient(host); if (!Known(tls.RemoteCertificate)) { throw new IOException(); }")]
    public Task A_server_and_a_look_at_the_certificate_afterwards_are_quiet(string statements) => Verify<CertificateAcceptedBlindly>.Quiet($$"""
        using System.IO;
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;

        class C
        {
            void M(Stream stream, X509Certificate certificate, string host)
            {
                var tls = new SslStream(stream, false, (s, c, h, e) => true);
                {{statements}}
            }

            private static bool Known(X509Certificate? certificate) => certificate != null;
        }
        """);

    [Fact]
    public Task A_server_that_is_asked_in_options_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet(Method(
        "_ = new SslServerAuthenticationOptions { ClientCertificateRequired = true, RemoteCertificateValidationCallback = Always };"));

    [Theory]
    [InlineData("_clientCheck = given ?? Always;")]
    [InlineData("Serve(clientCertificateCheck: Always);")]
    public Task What_is_asked_for_clients_by_its_name_is_quiet(string statement) => Verify<CertificateAcceptedBlindly>.Quiet($$"""
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;

        class C
        {
            private RemoteCertificateValidationCallback? _clientCheck;

            public C(RemoteCertificateValidationCallback? given) { {{statement}} }

            public object? Check => _clientCheck;

            private static void Serve(RemoteCertificateValidationCallback clientCertificateCheck) { }

            private static bool Always(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;
        }
        """);

    [Fact]
    public Task A_client_beside_a_server_is_reported() => Verify<CertificateAcceptedBlindly>.Reports("""
        using System.IO;
        using System.Net.Security;

        class C
        {
            void M(Stream stream, string host)
            {
                var tls = new SslStream(stream, false, [|(s, c, h, e) => true|]);
                tls.AuthenticateAsClient(host);
            }

            void N(SslStream stream) => stream.AuthenticateAsServer((System.Security.Cryptography.X509Certificates.X509Certificate)null!);
        }
        """);

    [Theory]
    [InlineData("net462", "ServicePointManager.ServerCertificateValidationCallback = [|(s, c, h, e) => true|];")]
    [InlineData("net462", "ServicePointManager.ServerCertificateValidationCallback += [|delegate|] { return true; };")]
    [InlineData("net462", "((HttpWebRequest)WebRequest.Create(\"https://example.com\")).ServerCertificateValidationCallback = [|(s, c, h, e) => true|];")]
    [InlineData("netstandard2.0", "new SslStream(stream, false, [|(s, c, h, e) => true|]);")]
    public Task On_older_frameworks(string framework, string statement) => Verify<CertificateAcceptedBlindly>.Reports(
        $"using System.IO; using System.Net; using System.Net.Security; class C {{ void M(Stream stream) {{ {statement} }} }}", framework);

    [Theory]
    [InlineData("/work/Examples/Client.cs", true)]
    [InlineData(@"C:\work\samples\Client.cs", true)]
    [InlineData("/work/testassets/Proxy/Client.cs", true)]
    [InlineData("/work/perf/BenchmarkApp/Client/Program.cs", true)]
    [InlineData("/work/test/ProductBenchmarks/Program.cs", true)]
    [InlineData("/work/src/Benchmarking.cs", false)]
    [InlineData("/work/src/ExampleClient.cs", false)]
    public void Files_in_a_folder_of_examples_are_known(string path, bool expected) => Assert.Equal(expected, NetworkingAnalyzers.Knowledge.Certificates.IsSample(path));

    [Fact]
    public Task In_a_top_level_program() => Verify<CertificateAcceptedBlindly>.Reports(
        "using System.Net.Http; using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(r, c, h, e) => true|] });",
        output: Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    private static string Served(string statements) => $$"""
        using System.Net.Security;

        class Context
        {
            public Context(RemoteCertificateValidationCallback check) => Check = check;
            public RemoteCertificateValidationCallback Check { get; }
            public bool ClientCertificateRequired { get; set; }
        }

        class ChatServer { public ChatServer(Context context, int port) { } }
        class RoomServer : ChatServer { public RoomServer(Context context) : base(context, 1) { } }
        class ChatClient { public ChatClient(Context context) { } }
        class Gate
        {
            public void Open(Context context, SslStream stream) => stream.AuthenticateAsServer((System.Security.Cryptography.X509Certificates.X509Certificate)null!);
        }

        class C
        {
            void M(Gate gate, SslStream stream) { {{statements}} }
        }
        """;

    [Theory]
    [InlineData("var context = new Context((s, c, h, e) => true); new ChatServer(context, 443);")]
    [InlineData("new RoomServer(new Context((s, c, h, e) => true));")]
    [InlineData("var context = new Context((s, c, h, e) => true); context.ClientCertificateRequired = false; gate.Open(context, stream);")]
    public Task A_server_that_asks_for_no_certificate_is_shown_none(string statements) => Verify<CertificateAcceptedBlindly>.Quiet(Served(statements));

    [Theory]
    [InlineData("var context = new Context([|(s, c, h, e) => true|]); new ChatClient(context);")]
    [InlineData("var context = new Context([|(s, c, h, e) => true|]); new ChatServer(context, 443); new ChatClient(context);")]
    [InlineData("var context = new Context([|(s, c, h, e) => true|]); context.ClientCertificateRequired = true; new ChatServer(context, 443);")]
    [InlineData("new RoomServer(new Context([|(s, c, h, e) => true|]) { ClientCertificateRequired = true });")]
    public Task A_client_and_a_server_that_asks_are_reported(string statements) => Verify<CertificateAcceptedBlindly>.Reports(Served(statements));

    [Theory]
    [InlineData("", "\n#pragma warning disable CA5359 // known\n", "\n#pragma warning restore CA5359\n", false)]
    [InlineData("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"Security\", \"CA5359:Do Not Disable Certificate Validation\")]", "", "", false)]
    [InlineData("", "\n#pragma warning disable CA5359\n#pragma warning restore CA5359\n", "", true)]
    [InlineData("", "\n#pragma warning disable CA5360\n", "", true)]
    public Task Where_the_author_has_silenced_the_other_rule_he_has_decided(string mark, string before, string after, bool isReported)
    {
        var code = $"using System.IO; using System.Net.Security; class C {{ {mark} void M(Stream stream) {{ {before}new SslStream(stream, false, {(isReported ? "[|(s, c, h, e) => true|]" : "(s, c, h, e) => true")});{after} }} }}";
        return isReported ? Verify<CertificateAcceptedBlindly>.Reports(code) : Verify<CertificateAcceptedBlindly>.Quiet(code);
    }

    private static string Helper(string members) => $$"""
        using System.Net.Http;

        class Settings { public bool BypassCertificateErrors { get; set; } }

        static class Handlers
        {
            public static HttpMessageHandler For(Settings settings) => settings.BypassCertificateErrors ? Blind() : new HttpClientHandler();

            {{members}}
        }
        """;

    [Fact]
    public Task What_is_called_on_request_and_by_a_method_that_nobody_calls_is_quiet() => Verify<CertificateAcceptedBlindly>.Quiet(Helper(
        "public static HttpClient ForTests() => new HttpClient(Blind()); private static HttpMessageHandler Blind() { var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (r, c, h, e) => true }; return handler; }"));

    [Theory]
    [InlineData("static HttpClient Others() => new HttpClient(Blind()); public static HttpClient Shared = Others();")]
    [InlineData("internal static void Main() => new HttpClient(Blind());")]
    public Task What_is_called_without_a_request_too_is_reported(string members) => Verify<CertificateAcceptedBlindly>.Reports(Helper(
        members + " private static HttpMessageHandler Blind() { var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(r, c, h, e) => true|] }; return handler; }"));
}
