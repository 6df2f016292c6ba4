using System.Net.Sockets;
using System.Text;

namespace Alerts;

/// <summary>Sends alerts by a plain SMTP relay in the same network.</summary>
public sealed class Mailer
{
    private readonly string relay;

    public Mailer(string relay) => this.relay = relay;

    public void Send(string from, string to, string subject, string text)
    {
        using var client = Connect();
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        Expect(reader, "220");
        writer.WriteLine("HELO alerts");
        Expect(reader, "250");
        writer.WriteLine($"MAIL FROM:<{from}>");
        Expect(reader, "250");
        writer.WriteLine($"RCPT TO:<{to}>");
        Expect(reader, "250");
        writer.WriteLine("DATA");
        Expect(reader, "354");
        writer.WriteLine($"Subject: {subject}");
        writer.WriteLine();
        foreach (var line in text.Split('\n'))
        {
            writer.WriteLine(line.StartsWith('.') ? "." + line : line);
        }

        writer.WriteLine(".");
        Expect(reader, "250");
        writer.WriteLine("QUIT");
        Expect(reader, "221");
    }

    private TcpClient Connect()
    {
        var client = new TcpClient { ReceiveTimeout = 20_000, SendTimeout = 20_000 };
        try
        {
            using var deadline = new CancellationTokenSource(5000);
            client.ConnectAsync(relay, 25, deadline.Token).AsTask().GetAwaiter().GetResult();
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static void Expect(TextReader reader, string code)
    {
        string? line;
        do
        {
            line = reader.ReadLine();
        }
        while (line is { Length: > 3 } && line[3] == '-');

        if (line?.StartsWith(code, StringComparison.Ordinal) != true)
        {
            throw new IOException($"the relay says {line}");
        }
    }
}
