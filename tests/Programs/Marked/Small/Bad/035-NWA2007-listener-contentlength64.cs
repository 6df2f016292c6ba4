using System.Net;
using System.Text;

namespace BlindC035;

public static class Page035
{
    public static async Task ServeAsync(HttpListenerContext context, string html, CancellationToken token)
    {
        using HttpListenerResponse response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength64 = html.Length; // ! NWA2007
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(html), token);
    }
}
