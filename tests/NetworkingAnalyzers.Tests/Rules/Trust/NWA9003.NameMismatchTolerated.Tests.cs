using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class NameMismatchToleratedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Http;
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;

        class Settings
        {
            public bool CheckNames { get; set; }
        }

        class C
        {
            void M(Stream stream, Settings settings, HttpClientHandler handler, string name)
            {
                {{statements}}
            }

            private static bool Forgives(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
            {
                if (errors == SslPolicyErrors.None)
                {
                    return true;
                }

                Console.WriteLine("Certificate error: {0}", errors);
                return errors == SslPolicyErrors.RemoteCertificateNameMismatch;
            }

            private static bool IsSerious(SslPolicyErrors errors) => (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0;
        }
        """;

    [Theory]
    [InlineData("e == SslPolicyErrors.None || e == SslPolicyErrors.RemoteCertificateNameMismatch")]
    [InlineData("e is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch")]
    [InlineData("(e & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None")]
    [InlineData("(e & SslPolicyErrors.RemoteCertificateChainErrors) == 0")]
    [InlineData("!e.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)")]
    [InlineData("e != SslPolicyErrors.RemoteCertificateChainErrors && e != SslPolicyErrors.RemoteCertificateNotAvailable")]
    [InlineData("e < SslPolicyErrors.RemoteCertificateChainErrors")]
    [InlineData("e switch { SslPolicyErrors.None => true, SslPolicyErrors.RemoteCertificateNameMismatch => true, _ => false }")]
    [InlineData("e == SslPolicyErrors.None ? true : e == SslPolicyErrors.RemoteCertificateNameMismatch")]
    [InlineData("!IsSerious(e)")]
    public Task A_function_that_forgives_the_wrong_name(string condition) => Verify<NameMismatchTolerated>.Reports(Method($"new SslStream(stream, false, [|(s, c, h, e) => {condition}|]);"));

    [Theory]
    [InlineData("if (e == SslPolicyErrors.RemoteCertificateNameMismatch) { return true; } return e == SslPolicyErrors.None;")]
    [InlineData("switch (e) { case SslPolicyErrors.None: case SslPolicyErrors.RemoteCertificateNameMismatch: return true; default: return false; }")]
    [InlineData("var serious = e & ~SslPolicyErrors.RemoteCertificateNameMismatch; return serious == 0;")]
    [InlineData("if (e != SslPolicyErrors.None) { Console.WriteLine(c!.Subject); } if (IsSerious(e)) { throw new IOException(); } return true;")]
    [InlineData("e &= ~SslPolicyErrors.RemoteCertificateNameMismatch; return e == SslPolicyErrors.None;")]
    public Task Statements_are_followed(string statements) => Verify<NameMismatchTolerated>.Reports(Method($"new SslStream(stream, false, [|(s, c, h, e)|] => {{ {statements} }});"));

    [Theory]
    [InlineData("new SslStream(stream, false, [|Forgives|]);")]
    [InlineData("new SslStream(stream, false, new RemoteCertificateValidationCallback([|Forgives|]), null);")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|Forgives|];")]
    [InlineData("_ = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = [|Forgives|] };")]
    [InlineData("_ = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = [|Forgives|] } };")]
    [InlineData("bool Check(object s, X509Certificate? c, X509Chain? h, SslPolicyErrors e) => !IsSerious(e); new SslStream(stream, false, [|Check|]);")]
    public Task Whoever_is_given_it(string statement) => Verify<NameMismatchTolerated>.Reports(Method(statement));

    [Theory]
    [InlineData("e == SslPolicyErrors.None")]
    [InlineData("e == SslPolicyErrors.None || (e == SslPolicyErrors.RemoteCertificateNameMismatch && !settings.CheckNames)")]
    [InlineData("e == SslPolicyErrors.None || (e == SslPolicyErrors.RemoteCertificateNameMismatch && ((X509Certificate2)c!).MatchesHostname(name))")]
    [InlineData("!settings.CheckNames || e == SslPolicyErrors.None")]
    public Task What_may_still_say_no_is_quiet(string condition) => Verify<NameMismatchTolerated>.Quiet(Method($"new SslStream(stream, false, (s, c, h, e) => {condition});"));

    [Fact]
    public Task A_name_that_is_compared_in_the_same_function_is_quiet() => Verify<NameMismatchTolerated>.Quiet(Method(
        "new SslStream(stream, false, (s, c, h, e) => { if (c!.Subject != name) { return false; } return (e & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0; });"));

    [Theory]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => true);")]
    [InlineData("new SslStream(stream, false, (s, c, h, e) => e != SslPolicyErrors.RemoteCertificateNotAvailable);")]
    public Task What_accepts_every_certificate_is_another_rules(string statement) => Verify<NameMismatchTolerated>.Quiet(Method(statement));

    [Fact]
    public Task What_a_user_has_asked_for_is_quiet() => Verify<NameMismatchTolerated>.Quiet(Method("if (!settings.CheckNames) { new SslStream(stream, false, Forgives); }"));
}
