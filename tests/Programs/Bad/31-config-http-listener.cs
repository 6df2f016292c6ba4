using System.Net;
using System.Text;
using System.Text.Json;

namespace DeviceConfig;

/// <summary>A small HTTP endpoint inside a device service: reads and writes its settings.</summary>
public sealed class ConfigEndpoint : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Dictionary<string, string> settings = new();

    public ConfigEndpoint(int port)
    {
        listener.Prefixes.Add("http://localhost:8085/config"); // BAD: prefix-throws
        listener.Prefixes.Add($"http://127.0.0.1:{port}/config/");
    }

    public async Task RunAsync()
    {
        listener.Start();
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(context);
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        var response = context.Response;
        try
        {
            switch (context.Request.HttpMethod)
            {
                case "GET":
                    await AnswerAsync(response, JsonSerializer.Serialize(Copy()));
                    break;
                case "PUT":
                    using (var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8))
                    {
                        Merge(JsonSerializer.Deserialize<Dictionary<string, string>>(await reader.ReadToEndAsync()));
                    }

                    response.StatusCode = 204;
                    break;
                default:
                    response.StatusCode = 405;
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or IOException or HttpListenerException)
        {
            Console.Error.WriteLine(e.Message);
            response.Abort();
            return;
        }

        response.Close();
    }

    private static async Task AnswerAsync(HttpListenerResponse response, string text)
    {
        response.ContentType = "application/json";
        response.ContentLength64 = text.Length; // BAD: content-length-by-string
        var body = Encoding.UTF8.GetBytes(text);
        await response.OutputStream.WriteAsync(body);
    }

    private Dictionary<string, string> Copy()
    {
        lock (settings)
        {
            return new Dictionary<string, string>(settings);
        }
    }

    private void Merge(Dictionary<string, string>? changes)
    {
        lock (settings)
        {
            foreach (var (key, value) in changes ?? [])
            {
                settings[key] = value;
            }
        }
    }

    public void Dispose() => listener.Close();
}
