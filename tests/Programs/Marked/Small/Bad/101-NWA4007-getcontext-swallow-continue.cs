using System.Net;

namespace BlindC101;

public sealed class Http101(HttpListener listener, Func<HttpListenerContext, Task> serve)
{
    public async Task RunAsync()
    {
        for (;;)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) // ! NWA4007
            {
                Console.Error.WriteLine(e.Message);
                continue;
            }
            _ = OneAsync(context);
        }
    }

    private async Task OneAsync(HttpListenerContext context)
    {
        try { await serve(context); }
        catch (Exception e) { Console.Error.WriteLine(e.Message); }
        finally { context.Response.Close(); }
    }
}
