using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>Incident 2 as it was asked: "if send or receive fails, repeat until there is no error; when the peer disconnects, swap in the next connection".</summary>
internal static class Naive
{
#pragma warning disable NWA1001, NWA1002, NWA1003, NWA1004, NWA1005, NWA3001, NWA3003, NWA4003 // the sins are the exhibit
    public static int Receive(IPEndPoint address, string folder)
    {
        Directory.CreateDirectory(folder);
        using var file = new FileStream(Path.Combine(folder, "received.txt"), FileMode.Append, FileAccess.Write, FileShare.Read);
        var listener = new TcpListener(address);
        listener.Start();
        while (true)
        {
            var client = listener.AcceptTcpClient();
            new Thread(() => Lines(client, file)) { IsBackground = true }.Start();
        }
    }

    public static int Send(IPEndPoint server, string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var state = Path.Combine(folder, "sent");
        var sent = File.Exists(state) && int.TryParse(File.ReadAllText(state), out var known) ? known : 0;
        Socket? socket = null;
        while (sent < count)
        {
            try
            {
                socket ??= Connect(server);
                socket.Send(Encoding.ASCII.GetBytes($"naive {sent + 1} {sent + 1}\n"));
                File.WriteAllText(state, (++sent).ToString(CultureInfo.InvariantCulture));
            }
            catch (SocketException)
            {
                socket?.Dispose();
                socket = null;
                Thread.Sleep(20);
            }
        }

        socket?.Dispose();
        return 0;
    }

    private static void Lines(TcpClient client, FileStream file)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream());
                while (reader.ReadLine() is { } line)
                {
                    lock (file)
                    {
                        file.Write(Encoding.ASCII.GetBytes(line + "\n"));
                        file.Flush();
                    }
                }
            }
            catch (IOException)
            {
                // The next connection brings the rest, one hopes.
            }
        }
    }
#pragma warning restore NWA1001, NWA1002, NWA1003, NWA1004, NWA1005, NWA3001, NWA3003, NWA4003

    private static Socket Connect(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
#pragma warning disable NWA3006 // the sin is the exhibit
            socket.Connect(server);
#pragma warning restore NWA3006
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
