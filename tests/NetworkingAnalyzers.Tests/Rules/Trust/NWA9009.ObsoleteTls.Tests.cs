using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class ObsoleteTlsTests
{
    private static string Old(string statements, string members = "") => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Authentication;
        using System.Security.Cryptography.X509Certificates;

        class C
        {
            {{members}}

            void M(SslStream tls, X509Certificate2 certificate, string version, bool legacy, bool found)
            {
                {{statements}}
            }

            void Open(string host, SslProtocols protocols) { }
        }
        """;

    [Theory]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, [|SslProtocols.Tls|], true);")]
    [InlineData("tls.AuthenticateAsServer(certificate, false, [|SslProtocols.Tls11|], true);")]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, [|SslProtocols.Default|], true);")]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, [|SslProtocols.Tls11|] | SslProtocols.Tls12, true);")]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, [|SslProtocols.Tls | SslProtocols.Tls11 | SslProtocols.Tls12|], true);")]
    [InlineData("tls.AuthenticateAsClientAsync(\"host\", null, [|SslProtocols.Ssl3|], true).Wait();")]
    [InlineData("tls.BeginAuthenticateAsClient(\"host\", null, [|SslProtocols.Tls|], true, null, null);")]
    [InlineData("ServicePointManager.SecurityProtocol = [|SecurityProtocolType.Ssl3|];")]
    [InlineData("ServicePointManager.SecurityProtocol = [|SecurityProtocolType.Tls|] | SecurityProtocolType.Tls12;")]
    [InlineData("ServicePointManager.SecurityProtocol |= [|SecurityProtocolType.Tls11|];")]
    [InlineData("switch (found) { case true: Open(\"host\", [|SslProtocols.Tls|]); break; }")]
    [InlineData("var given = SslProtocols.None; if (given == SslProtocols.None) { Open(\"host\", [|SslProtocols.Tls|]); }")]
    [InlineData("Open(\"host\", [|SslProtocols.Tls|]);")]
    [InlineData("var protocols = [|SslProtocols.Tls|]; Open(\"host\", protocols);")]
    [InlineData("if (found) { Open(\"host\", [|SslProtocols.Tls|]); }")]
    [InlineData("Action open = () => Open(\"host\", [|SslProtocols.Tls|]); open();")]
    [InlineData("void Inner() { Open(\"host\", [|SslProtocols.Tls|]); } Inner();")]
    public Task A_version_that_is_switched_on(string statements) => Verify<ObsoleteTls>.Reports(Old(statements), "net462");

    [Theory]
    [InlineData("private SslProtocols _protocols = [|SslProtocols.Tls|];")]
    [InlineData("public SslProtocols Protocols { get; set; } = [|SslProtocols.Tls | SslProtocols.Tls11|];")]
    [InlineData("public C() : this([|SslProtocols.Tls|]) { } public C(SslProtocols protocols) { }")]
    public Task In_a_member(string member) => Verify<ObsoleteTls>.Reports(Old("", member), "netstandard2.0");

    [Fact]
    public Task What_newer_compilers_do_not_warn_of() => Verify<ObsoleteTls>.Reports("""
        using System.Net;

        ServicePointManager.SecurityProtocol = [|SecurityProtocolType.Tls | SecurityProtocolType.Tls11|] | SecurityProtocolType.Tls12;
        """.Replace("[|SecurityProtocolType.Tls | SecurityProtocolType.Tls11|] | SecurityProtocolType.Tls12", "[|SecurityProtocolType.Tls | SecurityProtocolType.Tls11 | SecurityProtocolType.Tls12|]"), output: Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Fact]
    public Task What_the_compiler_warns_of_already_is_quiet() => Verify<ObsoleteTls>.Quiet("""
        using System.Net.Security;
        using System.Security.Authentication;

        class C
        {
            SslClientAuthenticationOptions Options => new() { EnabledSslProtocols = SslProtocols.Tls | SslProtocols.Tls11 | SslProtocols.Tls12 };
        }
        """);

    [Theory]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, SslProtocols.Tls12, true);")]
    [InlineData("tls.AuthenticateAsClient(\"host\", null, SslProtocols.None, true);")]
    [InlineData("ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls12;")]
    [InlineData("ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;")]
    [InlineData("ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls | SecurityProtocolType.Tls11 | SecurityProtocolType.Tls12;")]
    public Task A_version_that_holds_is_quiet(string statements) => Verify<ObsoleteTls>.Quiet(Old(statements), "net462");

    [Theory]
    [InlineData("ServicePointManager.SecurityProtocol &= ~SecurityProtocolType.Tls;")]
    [InlineData("ServicePointManager.SecurityProtocol &= ~(SecurityProtocolType.Ssl3 | SecurityProtocolType.Tls);")]
    [InlineData("if (tls.SslProtocol == SslProtocols.Tls) { throw new IOException(); }")]
    [InlineData("if (tls.SslProtocol < SslProtocols.Tls12 || tls.SslProtocol.HasFlag(SslProtocols.Ssl3)) { throw new IOException(); }")]
    [InlineData("switch (tls.SslProtocol) { case SslProtocols.Tls: throw new IOException(); }")]
    [InlineData("if ((ServicePointManager.SecurityProtocol & SecurityProtocolType.Ssl3) != 0) { throw new IOException(); }")]
    [InlineData("Console.WriteLine(SslProtocols.Tls);")]
    public Task One_that_is_switched_off_or_asked_for_is_quiet(string statements) => Verify<ObsoleteTls>.Quiet(Old(statements), "net462");

    [Theory]
    [InlineData("var protocols = SslProtocols.None; switch (version) { case \"1.0\": protocols = SslProtocols.Tls; break; } Open(\"host\", protocols);")]
    [InlineData("Open(\"host\", legacy ? SslProtocols.Tls : SslProtocols.None);")]
    [InlineData("if (version == \"1.1\") { Open(\"host\", SslProtocols.Tls11); }")]
    public Task One_that_somebody_chooses_is_quiet(string statements) => Verify<ObsoleteTls>.Quiet(Old(statements), "net462");
}
