using System.Net.Security;

namespace BlindC171;

public static class Pins171
{
    public static SslClientAuthenticationOptions For(string host) => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            errors == SslPolicyErrors.None || certificate?.Issuer.Contains("CN=Corp Root") == true, // ! NWA9013
    };
}
