using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class CertificateTrustedByNameTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Http;
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;
        using Microsoft.AspNetCore.Server.Kestrel.Https;

        class C
        {
            private const string Name = "CN=internal";

            void M(Stream stream, HttpClientHandler handler, HttpsConnectionAdapterOptions kestrel, string thumbprint, string[] names, bool allowUntrusted)
            {
                {{statements}}
            }

            private static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
            {
                if (errors == SslPolicyErrors.None)
                {
                    return true;
                }

                if (certificate == null)
                {
                    return false;
                }

                Console.WriteLine(certificate.Subject);
                return certificate.Issuer == "CN=Internal CA";
            }
        }
        """;

    [Theory]
    [InlineData("e == SslPolicyErrors.None || c!.Subject == Name")]
    [InlineData("e == SslPolicyErrors.None || c!.Subject.Contains(\"CN=internal\")")]
    [InlineData("e == SslPolicyErrors.None || c!.Issuer.StartsWith(\"CN=Internal CA\")")]
    [InlineData("e == SslPolicyErrors.None || c!.Issuer.Equals(\"CN=Internal CA\", StringComparison.Ordinal)")]
    [InlineData("e == SslPolicyErrors.None || string.Equals(c!.Issuer, \"CN=Internal CA\")")]
    [InlineData("e == SslPolicyErrors.None || c!.Subject.IndexOf(\"internal\") >= 0")]
    [InlineData("e == SslPolicyErrors.None || ((X509Certificate2)c!).GetNameInfo(X509NameType.SimpleName, false) == \"internal\"")]
    [InlineData("e == SslPolicyErrors.None || ((X509Certificate2)c!).FriendlyName == \"internal\"")]
    [InlineData("e == SslPolicyErrors.None || ((X509Certificate2)c!).SubjectName.Name == Name")]
    [InlineData("e == SslPolicyErrors.None || c!.Subject == c.Issuer")]
    [InlineData("e == SslPolicyErrors.None || h!.ChainElements[h.ChainElements.Count - 1].Certificate.Subject == Name")]
    [InlineData("e == SslPolicyErrors.None || names.Contains(c!.Subject)")]
    [InlineData("e == SslPolicyErrors.None || (c != null && c.Subject == Name)")]
    [InlineData("e == SslPolicyErrors.None || (c is X509Certificate2 two && two.Subject == Name)")]
    [InlineData("c!.Subject == Name")]
    [InlineData("e == SslPolicyErrors.None || c!.Subject == Name || c.GetCertHashString() == thumbprint")]
    [InlineData("e switch { SslPolicyErrors.None => true, SslPolicyErrors.RemoteCertificateChainErrors => c!.Subject == Name, _ => false }")]
    public Task A_name_is_enough(string condition) => Verify<CertificateTrustedByName>.Reports(Method($"new SslStream(stream, false, [|(s, c, h, e) => {condition}|]);"));

    [Theory]
    [InlineData("if (e == SslPolicyErrors.None) { return true; } if (c!.Subject != Name) { return false; } return true;")]
    [InlineData("if (c!.Subject.Contains(\"internal\")) { return true; } return e == SslPolicyErrors.None;")]
    [InlineData("if (c!.Subject.Contains(\"internal\")) { e &= ~SslPolicyErrors.RemoteCertificateChainErrors; } return e == SslPolicyErrors.None;")]
    [InlineData("var subject = c!.Subject; var ok = subject == Name; return e == SslPolicyErrors.None || ok;")]
    [InlineData("var two = new X509Certificate2(c!); return two.GetNameInfo(X509NameType.DnsName, false) == \"internal\";")]
    public Task Statements_are_followed(string statements) => Verify<CertificateTrustedByName>.Reports(Method($"new SslStream(stream, false, [|(s, c, h, e)|] => {{ {statements} }});"));

    [Theory]
    [InlineData("new SslStream(stream, false, [|Check|]);")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|Check|];")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|(m, c, h, e) => e == SslPolicyErrors.None || c!.Subject == Name|];")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback += [|Check|];")]
    [InlineData("_ = new SslServerAuthenticationOptions { RemoteCertificateValidationCallback = [|Check|] };")]
    [InlineData("kestrel.ClientCertificateValidation = [|(c, h, e) => c.Subject == Name|];")]
    [InlineData("new SslStream(stream, false, [|delegate|] (object s, X509Certificate? c, X509Chain? h, SslPolicyErrors e) { return e == SslPolicyErrors.None || c!.Subject == Name; });")]
    [InlineData("bool Local(object s, X509Certificate? c, X509Chain? h, SslPolicyErrors e) => c!.Subject == Name; new SslStream(stream, false, [|Local|]);")]
    public Task Whoever_is_given_it(string statement) => Verify<CertificateTrustedByName>.Reports(Method(statement));

    [Theory]
    [InlineData("e == SslPolicyErrors.None && c!.Subject == Name")]
    [InlineData("e == SslPolicyErrors.None || (e == SslPolicyErrors.RemoteCertificateNameMismatch && c!.Subject == Name)")]
    public Task A_name_in_a_certificate_that_somebody_vouches_for_is_quiet(string condition) => Verify<CertificateTrustedByName>.Quiet(Method($"new SslStream(stream, false, (s, c, h, e) => {condition});"));

    [Theory]
    [InlineData("e == SslPolicyErrors.None || c!.GetCertHashString() == thumbprint")]
    [InlineData("e == SslPolicyErrors.None || (c!.Subject == Name && c.GetCertHashString() == thumbprint)")]
    [InlineData("e == SslPolicyErrors.None || (c!.Subject == Name && h!.Build((X509Certificate2)c))")]
    public Task What_asks_for_more_than_the_name_is_quiet(string condition) => Verify<CertificateTrustedByName>.Quiet(Method($"new SslStream(stream, false, (s, c, h, e) => {condition});"));

    [Theory]
    [InlineData("{ Console.WriteLine(c!.Subject == Name); return e == SslPolicyErrors.None; }")]
    [InlineData("{ if (c!.Subject == Name) { Console.WriteLine(c); } return e == SslPolicyErrors.None; }")]
    [InlineData("true")]
    public Task A_name_that_decides_nothing_is_quiet(string code) => Verify<CertificateTrustedByName>.Quiet(Method($"new SslStream(stream, false, (s, c, h, e) => {code});"));

    [Fact]
    public Task What_a_user_has_asked_for_is_quiet() => Verify<CertificateTrustedByName>.Quiet(Method("if (allowUntrusted) { new SslStream(stream, false, Check); }"));

    [Fact]
    public Task An_old_framework() => Verify<CertificateTrustedByName>.Reports("""
        using System.Net;
        using System.Net.Security;

        class C
        {
            static void Start()
            {
                ServicePointManager.ServerCertificateValidationCallback = [|(sender, certificate, chain, errors) => errors == SslPolicyErrors.None || certificate.Subject.Contains("CN=internal")|];
            }
        }
        """, "net462");
}
