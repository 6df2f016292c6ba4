using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BlindC158;

public static class Dial158
{
    public static async Task<SslStream> OpenAsync(NetworkStream stream, string host, CancellationToken token)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        options.RemoteCertificateValidationCallback += Check; // ! NWA9002
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options, token);
            return tls;
        }
        catch { await tls.DisposeAsync(); throw; }
    }

    private static bool Check(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        Console.WriteLine($"{certificate?.Subject}: {errors}");
        return true;
    }
}
