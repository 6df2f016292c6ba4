using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniFtp;

/// <summary>Serves a folder of firmware files to devices that speak only FTP in passive mode.</summary>
public sealed class FtpSession
{
    private readonly TcpClient control;
    private readonly string root;
    private TcpListener? data;

    public FtpSession(TcpClient control, string root)
    {
        this.control = control;
        this.root = root;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        using (control)
        {
            var stream = control.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 firmware");
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop);
            while (true)
            {
                idle.CancelAfter(TimeSpan.FromMinutes(2));
                if (await reader.ReadLineAsync(idle.Token) is not { } line)
                {
                    break;
                }

                idle.CancelAfter(Timeout.InfiniteTimeSpan);
                var space = line.IndexOf(' ');
                var verb = (space < 0 ? line : line[..space]).ToUpperInvariant();
                var argument = space < 0 ? "" : line[(space + 1)..];
                await writer.WriteLineAsync(await ReplyAsync(verb, argument, stop));
                if (verb == "QUIT")
                {
                    break;
                }
            }
        }
    }

    private async Task<string> ReplyAsync(string verb, string argument, CancellationToken stop)
    {
        switch (verb)
        {
            case "USER": return "331 any password";
            case "PASS": return "230 welcome";
            case "TYPE": return "200 ok";
            case "PASV": return Passive();
            case "RETR": return await RetrieveAsync(argument, stop);
            case "QUIT": return "221 bye";
            default: return "502 not here";
        }
    }

    private string Passive()
    {
        data?.Stop();
        var address = ((IPEndPoint)control.Client.LocalEndPoint!).Address;
        data = new TcpListener(address, 0);
        data.Start();
        var port = ((IPEndPoint)data.LocalEndpoint).Port;
        return $"227 ({address.MapToIPv4().ToString().Replace('.', ',')},{port >> 8},{port & 255})";
    }

    private async Task<string> RetrieveAsync(string name, CancellationToken stop)
    {
        var path = Path.Combine(root, Path.GetFileName(name));
        if (data is null || !File.Exists(path))
        {
            return "550 no";
        }

        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
            deadline.CancelAfter(TimeSpan.FromSeconds(30));
            using var client = await data.AcceptTcpClientAsync(deadline.Token);
            await using var file = File.OpenRead(path);
            deadline.CancelAfter(TimeSpan.FromMinutes(10));
            await file.CopyToAsync(client.GetStream(), deadline.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            return "226 sent";
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return "426 broken off";
        }
        finally
        {
            data.Stop();
            data = null;
        }
    }
}
