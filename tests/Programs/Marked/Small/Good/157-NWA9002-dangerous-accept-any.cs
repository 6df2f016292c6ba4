namespace BlindC157G;

public static class Insecure157G
{
    public static HttpClient Create() => new(new HttpClientHandler
    {
        CheckCertificateRevocationList = true,
    });
}
