namespace BlindC157;

public static class Insecure157
{
    public static HttpClient Create() => new(new HttpClientHandler
    {
        CheckCertificateRevocationList = true,
        ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, // ! NWA9002
    });
}
