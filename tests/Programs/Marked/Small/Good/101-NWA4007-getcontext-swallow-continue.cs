using System.Net;

namespace BlindC101G;

public sealed class Http101G(HttpListener listener, Func<HttpListenerContext, Task> serve)
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
            catch (Exception e) when (listener.IsListening)
            {
                Console.Error.WriteLine(e.Message);
                await Task.Delay(100);
                continue;
            }
            catch (Exception) { return; }
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
