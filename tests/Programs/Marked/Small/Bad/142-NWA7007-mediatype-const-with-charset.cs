using System.Text;

namespace BlindC142;

public static class Json142
{
    private const string MediaType = "application/json; charset=utf-8";

    public static HttpContent Of(string json) => new StringContent(json, Encoding.UTF8, MediaType); // ! NWA7007
}
