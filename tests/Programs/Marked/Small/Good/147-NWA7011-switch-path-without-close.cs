using System.Net;

namespace BlindC147G;

public static class Router147G
{
    public static async Task RouteAsync(HttpListenerContext context)
    {
        switch (context.Request.Url?.AbsolutePath)
        {
            case "/health":
                context.Response.StatusCode = 204;
                context.Response.Close();
                break;
            case "/time":
                await using (var writer = new StreamWriter(context.Response.OutputStream))
                    await writer.WriteAsync(DateTime.UtcNow.ToString("O"));
                break;
            default:
                context.Response.StatusCode = 404;
                context.Response.Close();
                break;
        }
    }
}
