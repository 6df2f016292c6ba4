using System.Net.Http.Headers;

namespace BlindC140;

public static class Build140
{
    public static HttpRequestMessage Post(Uri uri, byte[] json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(json) };
        request.Headers.Add("Content-Type", "application/json"); // ! NWA7006
        return request;
    }
}
