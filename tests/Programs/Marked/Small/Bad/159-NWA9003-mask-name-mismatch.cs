using System.Net.Security;

namespace BlindC159;

public static class Tolerant159
{
    public static readonly RemoteCertificateValidationCallback Check =
        static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None; // ! NWA9003
}
