using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

namespace Incidents.Tests.Stage;

/// <summary>Somebody who answers in a server's place, with a certificate of their own, and reads what a client says.</summary>
public static class Stranger
{
    /// <summary>A certificate that nobody else has issued.</summary>
    public static X509Certificate2 Homemade(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>An issuer, and a certificate from it for a host.</summary>
    public static (X509Certificate2 Issuer, X509Certificate2 Issued) Issued(string host)
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Issuer", issuerKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var issuer = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Request(host, key).Create(issuer, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, 4, 5, 6, 7, 8]);
        return (issuer, bare.CopyWithPrivateKey(key));
    }

    /// <summary>Shakes hands and reads a line.</summary>
    /// <returns>The line; empty where the client broke off.</returns>
    public static async Task<string> ListensAsync(Socket connection, X509Certificate2 certificate)
    {
        try
        {
            using var tls = new SslStream(new NetworkStream(connection));
            await tls.AuthenticateAsServerAsync(certificate).Bounded();
            using var reader = new StreamReader(tls, Encoding.UTF8);
            return await reader.ReadLineAsync().Bounded() ?? string.Empty;
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException)
        {
            return string.Empty;
        }
    }

    private static CertificateRequest Request(string host, ECDsa key)
    {
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
