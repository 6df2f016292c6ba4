using System.Net.Sockets;
using System.Text;

namespace Blind.B.Good.LocalControl;

public interface IControl
{
    string Execute(string command);
}

/// <summary>A control socket for the administrator of this machine: one command by one tool at a time.</summary>
public sealed class LocalControlSocket(string path, IControl control)
{
    private const int MaxCommand = 1024;

    public async Task RunAsync(CancellationToken ct)
    {
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen();
        try
        {
            while (true)
            {
                try
                {
                    using var tool = await listener.AcceptAsync(ct);
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                    limit.CancelAfter(TimeSpan.FromSeconds(5));
                    var command = await CommandAsync(tool, limit.Token);
                    await tool.SendAsync(Encoding.UTF8.GetBytes(control.Execute(command) + "\n"), SocketFlags.None, limit.Token);
                    tool.Shutdown(SocketShutdown.Both);
                }
                catch (Exception ex) when (!ct.IsCancellationRequested
                    && ex is SocketException or OperationCanceledException or InvalidDataException)
                {
                    Console.Error.WriteLine($"control: {ex.Message}");
                    await Task.Delay(100, ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The tool writes its command and shuts its side down: the end of the stream is the end of the command.</summary>
    private static async Task<string> CommandAsync(Socket tool, CancellationToken ct)
    {
        var buffer = new byte[MaxCommand];
        var filled = 0;
        int n;
        while ((n = await tool.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, ct)) != 0)
        {
            filled += n;
            if (filled == buffer.Length)
            {
                throw new InvalidDataException("command too long");
            }
        }

        return Encoding.UTF8.GetString(buffer, 0, filled).Trim();
    }

    /// <summary>The other end, for the command line.</summary>
    public static string Ask(string path, string command)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.UTF8.GetBytes(command));
        socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(new NetworkStream(socket, ownsSocket: false), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
