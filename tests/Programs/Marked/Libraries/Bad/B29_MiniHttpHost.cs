using System.Net;
using System.Text;
using System.Text.Json;

namespace MiniHost.Http;

public delegate Task MiniHandler(HttpListenerContext context);

public interface IRouteTable
{
    bool TryMatch(string method, string path, out MiniHandler handler);
}

public sealed class RouteTable : IRouteTable
{
    private readonly Dictionary<string, MiniHandler> _routes = new();

    public void Add(string method, string path, MiniHandler handler) => _routes[method + " " + path] = handler;

    public bool TryMatch(string method, string path, out MiniHandler handler) =>
        _routes.TryGetValue(method + " " + path, out handler);
}

public static class ResponseExtensions
{
    public static async Task WriteTextAsync(this HttpListenerResponse response, string text, string type = "text/plain")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        response.ContentType = type + "; charset=utf-8";
        response.ContentLength64 = text.Length; // ! NWA2007
        await response.OutputStream.WriteAsync(bytes);
        response.Close();
    }

    public static Task WriteJsonAsync<T>(this HttpListenerResponse response, T value) =>
        response.WriteTextAsync(JsonSerializer.Serialize(value), "application/json");
}

public sealed class MiniHttpHost : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly IRouteTable _routes;
    private volatile bool _stopping;

    public MiniHttpHost(IRouteTable routes, int port)
    {
        _routes = routes;
        _listener.Prefixes.Add($"http://localhost:{port}/");
        _listener.Prefixes.Add("http://127.0.0.1:8089/status"); // ! NWA7012
    }

    public string ApiKey { get; set; }

    public async Task RunAsync()
    {
        _listener.Start();
        while (!_stopping)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                await DispatchAsync(context); // ! NWA4001
            }
            catch (Exception ex) // ! NWA4007
            {
                Console.Error.WriteLine(ex);
            }
        }
    }

    private async Task DispatchAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        if (ApiKey != null && request.Headers["X-Api-Key"] != ApiKey)
        {
            context.Response.StatusCode = 401;
            return; // ! NWA7011
        }
        if (!IPAddress.IsLoopback(request.RemoteEndPoint.Address) && request.RemoteEndPoint.Address == IPAddress.None) // ! NWA9004
        {
            context.Response.Abort();
            return;
        }
        if (_routes.TryMatch(request.HttpMethod, request.Url.AbsolutePath, out MiniHandler handler))
        {
            try
            {
                await handler(context);
            }
            catch (JsonException)
            {
                context.Response.StatusCode = 400;
                context.Response.Close();
            }
        }
        else
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteTextAsync("nothing here");
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _listener.Close();
    }
}

public sealed class NotesModule
{
    private readonly List<string> _notes = new();

    public void Register(RouteTable routes)
    {
        routes.Add("GET", "/notes", context => context.Response.WriteJsonAsync(Snapshot()));
        routes.Add("POST", "/notes", AddAsync);
    }

    private string[] Snapshot()
    {
        lock (_notes) return _notes.ToArray();
    }

    private async Task AddAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, context.Request.ContentEncoding);
        string note = await reader.ReadToEndAsync();
        if (note.Length > 10_000)
        {
            context.Response.StatusCode = 413;
            await context.Response.WriteTextAsync("too long");
            return;
        }
        lock (_notes) _notes.Add(note);
        context.Response.StatusCode = 201;
        await context.Response.WriteTextAsync("stored");
    }
}
