using System.Net.Sockets;
using System.Text;

namespace SwitchAutomation;

/// <summary>Runs commands on network switches over their line console.</summary>
public sealed class SwitchConsole : IDisposable
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;
    private readonly StreamReader reader;

    public SwitchConsole(string host)
    {
        client = new TcpClient { ReceiveTimeout = 10_000, SendTimeout = 10_000 };
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            client.ConnectAsync(host, 2323, deadline.Token).AsTask().GetAwaiter().GetResult();
            stream = client.GetStream();
            reader = new StreamReader(stream, Encoding.ASCII);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Run(string command)
    {
        Write(command);
        var lines = new List<string>();
        string? line;
        while ((line = reader.ReadLine()) != "END")
        {
            lines.Add(line ?? throw new EndOfStreamException("the switch closed the console"));
        }

        return lines;
    }

    public void RunAll(IEnumerable<string> commands)
    {
        foreach (var command in commands)
        {
            foreach (var line in Run(command))
            {
                Console.WriteLine($"{command}: {line}");
            }
        }
    }

    private void Write(string command)
    {
        var bytes = Encoding.ASCII.GetBytes(command + "\r\n");
        stream.Write(bytes, 0, bytes.Length);
    }

    public void Dispose() => client.Dispose();
}
