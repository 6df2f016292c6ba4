using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Incidents.Stage;

/// <summary>A client that sees what a browser hides: how each request ended, and when. Not thread-safe.</summary>
internal sealed class Http : IDisposable
{
    private readonly byte[] _buffer = new byte[4096];
    private bool _isKept;

    private Http(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>Connects; the token bounds it.</summary>
    public static async Task<Http> ConnectAsync(IPEndPoint server, CancellationToken cancellation, Socket? made = null)
    {
        var socket = made ?? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellation);
            return new Http(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks and reads until the promised length is there: the answer's head and body, or null where the server ended before.</summary>
    public async Task<(string Head, string Body)?> AskAsync(string path, CancellationToken cancellation)
    {
        await SendAsync($"GET {path} HTTP/1.1\r\nHost: incident\r\n\r\n", cancellation);
        return await AnswerAsync(cancellation);
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text, CancellationToken cancellation)
    {
        for (var bytes = Encoding.ASCII.GetBytes(text).AsMemory(); bytes.Length > 0;)
        {
            bytes = bytes[await Socket.SendAsync(bytes, cancellation)..];
        }
    }

    /// <summary>The next answer.</summary>
    public async Task<(string Head, string Body)?> AnswerAsync(CancellationToken cancellation)
    {
        // Latin-1: one character for each byte, so that lengths can be compared.
        var text = "";
        while (Whole(text) is var (head, body))
        {
            if (body is not null)
            {
                return (head!, body);
            }

            var count = await Socket.ReceiveAsync(_buffer, cancellation);
            if (count == 0)
            {
                return null;
            }

            text += Encoding.Latin1.GetString(_buffer, 0, count);
        }

        return null;
    }

    /// <summary>The socket is its taker's from now on.</summary>
    public void Keep() => _isKept = true;

    public void Dispose()
    {
        if (!_isKept)
        {
            Socket.Dispose();
        }
    }

    private static (string? Head, string? Body) Whole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return (null, null);
        }

        var (head, rest) = (text[..end], text[(end + 4)..]);
        const string Length = "Content-Length: ";
        if (head.IndexOf(Length, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            var wanted = int.Parse(head.AsSpan(at + Length.Length).SliceUntil('\r'), CultureInfo.InvariantCulture);
            return (head, rest.Length >= wanted ? rest[..wanted] : null);
        }

        return (head, rest.EndsWith("0\r\n\r\n", StringComparison.Ordinal) ? rest : null);
    }
}

file static class Spans
{
    public static ReadOnlySpan<char> SliceUntil(this ReadOnlySpan<char> text, char end) => text.IndexOf(end) is var at and >= 0 ? text[..at] : text;
}
