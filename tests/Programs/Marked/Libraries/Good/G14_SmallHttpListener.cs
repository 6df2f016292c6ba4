using System.Net;
using System.Text;
using System.Text.Json;

namespace SmallListener;

public readonly record struct SmallReply(int Status, string ContentType, byte[] Body)
{
    public static SmallReply Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
    public static SmallReply Json<T>(T value) => new(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(value));
}

public interface ISmallHandler
{
    Task<SmallReply> HandleAsync(HttpListenerRequest request, CancellationToken ct);
}

public sealed class SmallHttpListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly SemaphoreSlim _slots = new(64, 64);
    private readonly CancellationTokenSource _stop = new();
    private readonly ISmallHandler _handler;

    public SmallHttpListener(ISmallHandler handler, params string[] prefixes)
    {
        _handler = handler;
        foreach (string prefix in prefixes)
        {
            _listener.Prefixes.Add(prefix.EndsWith('/') ? prefix : prefix + "/");
        }
    }

    public async Task RunAsync()
    {
        _listener.Start();
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ex) when (ex is ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (HttpListenerException ex)
            {
                if (_stop.IsCancellationRequested) return;
                Console.Error.WriteLine("listener: " + ex.Message);
                await Task.Delay(100);
                continue;
            }

            if (!_slots.Wait(0))
            {
                Refuse(context.Response);
                continue;
            }
            _ = ProcessAsync(context);
        }
    }

    private async Task ProcessAsync(HttpListenerContext context)
    {
        try
        {
            SmallReply reply;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                limit.CancelAfter(TimeSpan.FromSeconds(20));
                reply = await _handler.HandleAsync(context.Request, limit.Token);
            }
            catch (OperationCanceledException)
            {
                reply = SmallReply.Text(503, "too slow");
            }
            catch (Exception ex)
            {
                Console.Error.WriteLine(ex);
                reply = SmallReply.Text(500, "internal error");
            }
            Respond(context.Response, reply);
        }
        catch (Exception ex) when (ex is HttpListenerException or ObjectDisposedException or IOException)
        {
            context.Response.Abort();
        }
        finally
        {
            _slots.Release();
        }
    }

    private static void Refuse(HttpListenerResponse response)
    {
        try
        {
            Respond(response, SmallReply.Text(503, "busy"));
        }
        catch (Exception ex) when (ex is HttpListenerException or ObjectDisposedException or IOException)
        {
            response.Abort();
        }
    }

    private static void Respond(HttpListenerResponse response, SmallReply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength64 = reply.Body.Length;
        response.Close(reply.Body, willBlock: false);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Close();
    }
}

public sealed class EchoHandler : ISmallHandler
{
    private const int Limit = 64 * 1024;

    public async Task<SmallReply> HandleAsync(HttpListenerRequest request, CancellationToken ct)
    {
        if (request.HttpMethod != "POST") return SmallReply.Text(405, "POST only");
        if (request.ContentLength64 > Limit) return SmallReply.Text(413, "too large");
        byte[] body = new byte[Limit + 1];
        int have = 0;
        int n;
        while (have < body.Length && (n = await request.InputStream.ReadAsync(body.AsMemory(have), ct)) > 0)
        {
            have += n;
        }
        if (have > Limit) return SmallReply.Text(413, "too large");
        string text = Encoding.UTF8.GetString(body, 0, have);
        return SmallReply.Json(new { length = have, text });
    }
}
