using System.Net.Security;

namespace BlindC159G;

public static class Tolerant159G
{
    public static readonly RemoteCertificateValidationCallback Check =
        static (_, _, _, errors) => errors == SslPolicyErrors.None;
}
