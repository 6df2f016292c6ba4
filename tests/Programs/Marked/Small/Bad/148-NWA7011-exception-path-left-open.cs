using System.Net;
using System.Text.Json;

namespace BlindC148;

public static class Calc148
{
    public static async Task AddAsync(HttpListenerContext context, CancellationToken token)
    {
        try
        {
            var pair = await JsonSerializer.DeserializeAsync<int[]>(context.Request.InputStream, cancellationToken: token);
            byte[] sum = JsonSerializer.SerializeToUtf8Bytes(pair!.Sum());
            context.Response.ContentLength64 = sum.Length;
            await context.Response.OutputStream.WriteAsync(sum, token);
            context.Response.Close();
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine(e.Message);
            context.Response.StatusCode = 400; // ! NWA7011
        }
    }
}
