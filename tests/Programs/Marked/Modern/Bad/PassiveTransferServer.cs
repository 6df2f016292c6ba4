using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.PassiveTransfer;

public sealed record TransferSession(TcpClient Control)
{
    public TcpListener? Data { get; set; }
    public required StreamReader Reader { get; init; }
    public required StreamWriter Writer { get; init; }
}

public sealed class PassiveTransferServer(string root, IPAddress bind, ILogger<PassiveTransferServer> log)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(bind, 2121) { ExclusiveAddressUse = true };
        listener.Start();
        while (!ct.IsCancellationRequested)
        {
            if (!listener.Pending()) // ! NWA4008
            {
                await Task.Delay(50, ct);
                continue;
            }

            var control = listener.AcceptTcpClient(); // ! NWA4006
            var worker = new Thread(() => Session(control)) { Name = control.Client.RemoteEndPoint?.ToString() }; // ! NWA4003
            worker.Start();
        }
    }

    private void Session(TcpClient control)
    {
        try
        {
            using (control)
            {
                control.ReceiveTimeout = control.SendTimeout = 120_000;
                var stream = control.GetStream();
                var session = new TransferSession(control)
                {
                    Reader = new StreamReader(stream, Encoding.UTF8),
                    Writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true },
                };
                session.Writer.WriteLine("220 ready");
                while (session.Reader.ReadLine() is { } command && Execute(session, command))
                {
                }
            }
        }
        catch (Exception ex)
        {
            log.LogInformation(ex, "Control connection lost");
        }
    }

    private bool Execute(TransferSession session, string command)
    {
        switch (command.Split(' ', 2))
        {
            case ["PASV"]:
                session.Data?.Stop();
                session.Data = new TcpListener(bind, 0); // ! NWA5001
                session.Data.Start(1);
                session.Writer.WriteLine($"227 port {((IPEndPoint)session.Data.LocalEndpoint).Port}");
                return true;
            case ["RETR", var name]:
                session.Writer.WriteLine("150 here it comes");
                Send(session.Data!, Path.Combine(root, Path.GetFileName(name)));
                session.Writer.WriteLine("226 done");
                return true;
            case ["QUIT"]:
                session.Writer.WriteLine("221 bye");
                return false;
            default:
                session.Writer.WriteLine("502 unknown");
                return true;
        }
    }

    private static void Send(TcpListener data, string path)
    {
        var peer = data.AcceptSocket(); // ! NWA4002|NWA5002
        peer.Blocking = false;
        var content = File.ReadAllBytes(path);
        var sent = 0;
        foreach (var chunk in content.Chunk(64 * 1024))
        {
            peer.Send(chunk, SocketFlags.None, out var error); // ! NWA1003|NWA1010
            sent += chunk.Length;
        }

        peer.Close(); // ! NWA1005
    }
}
