using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Incidents.Naive.StopsAnswering;

/// <summary>Incident 3: an asynchronous HTTP server that stops answering, a little for each of its mistakes, and never says why.</summary>
internal static class AsyncServer
{
    public static async Task<int> RunAsync(IPEndPoint address)
    {
        using var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("listening");
        while (true)
        {
            // NWA3001: a client may take for ever to say what it wants, or vanish.
            var client = await listener.AcceptTcpClientAsync();

            // NWA4009: when it throws, nobody hears of it.
            _ = ServeAsync(client);
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } request)
        {
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            switch (request.Split(' ')[1])
            {
                case "/login":
                    await AnswerAsync(stream, LogIn());
                    break;
                case "/weather":
                    await AnswerAsync(stream, "Schön in Zürich");
                    break;
                case "/menu":
                    // The length is counted in one encoding and the text sent in another: one byte more is promised than comes.
                    await AnswerAsync(stream, Encoding.UTF8.GetByteCount("Crème"), Encoding.Latin1.GetBytes("Crème"));
                    break;
                case "/order":
                    throw new InvalidOperationException("the order has no customer");
                default:
                    await AnswerAsync(stream, "pong");
                    break;
            }
        }

        // NWA5002: reached only where nothing was thrown before.
        client.Dispose();
    }

    private static string LogIn()
    {
        // NWA6001: a twentieth of a second of a thread that should answer others.
        var key = Rfc2898DeriveBytes.Pbkdf2("secret", "a user's salt"u8, 60_000, HashAlgorithmName.SHA256, 32);
        return Convert.ToHexString(key);
    }

    private static async Task AnswerAsync(NetworkStream stream, string text)
    {
        // NWA2007: the browser stops two bytes early and takes them for the next answer's first.
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n" + text));
    }

    private static async Task AnswerAsync(NetworkStream stream, int length, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"));
        await stream.WriteAsync(body);
    }
}
