using System.Net.Sockets;
using System.Text;

namespace Backup;

/// <summary>Uploads the files of a folder to the backup server: "STORE name length\n", the bytes, "OK\n".</summary>
public sealed class Uploader
{
    private readonly string host;
    private readonly int port;
    private readonly string journal;

    public Uploader(string host, int port, string journal)
    {
        this.host = host;
        this.port = port;
        this.journal = journal;
    }

    public void Run(string folder)
    {
        var done = File.Exists(journal) ? File.ReadAllLines(journal).ToHashSet() : new HashSet<string>();
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => !done.Contains(f)))
        {
            try
            {
                Upload(file);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Console.Error.WriteLine($"{file}: {e.Message}, next time");
            }
        }
    }

    private void Upload(string file)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 30_000, ReceiveTimeout = 30_000 };
        Connect(socket, port);
        var name = Path.GetFileName(file);
        var content = File.ReadAllBytes(file);
        socket.Send(Encoding.UTF8.GetBytes($"STORE {name} {content.Length}\n"));
        socket.Send(content);
        File.AppendAllText(journal, file + Environment.NewLine); // BAD: send-success-as-delivery
        File.Delete(file);
    }

    /// <summary>Writes a note to the server's log: [length of the note in bytes, two bytes][note].</summary>
    public void Note(string text)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 10_000 };
        Connect(socket, port + 1);
        var header = BitConverter.GetBytes((ushort)text.Length); // BAD: content-length-by-string
        var body = Encoding.UTF8.GetBytes(text);
        socket.Send(header);
        socket.Send(body);
        socket.Shutdown(SocketShutdown.Send);
    }

    private void Connect(Socket socket, int to)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            socket.ConnectAsync(host, to, deadline.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new IOException($"{host} does not answer");
        }
    }

}
