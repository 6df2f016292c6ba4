using System.Net.Http.Headers;

namespace BlindC140G;

public static class Build140G
{
    public static HttpRequestMessage Post(Uri uri, byte[] json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }
}
