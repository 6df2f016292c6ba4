using System.Text;

namespace BlindC142G;

public static class Json142G
{
    private const string MediaType = "application/json";

    public static HttpContent Of(string json) => new StringContent(json, Encoding.UTF8, MediaType);
}
