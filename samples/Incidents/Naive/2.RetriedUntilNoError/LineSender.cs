using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.RetriedUntilNoError;

/// <summary>Incident 2 as it was asked: "if send or receive fails, repeat until there is no error; when the peer disconnects, swap in the next connection".</summary>
internal static class LineSender
{
    public static int Run(IPEndPoint server, string folder, int count, int? rate)
    {
        Directory.CreateDirectory(folder);
        var state = Path.Combine(folder, "sent");
        var sent = File.Exists(state) && int.TryParse(File.ReadAllText(state), out var known) ? known : 0;
        var messages = new Queue<int>(Enumerable.Range(sent + 1, count - sent));
        var begun = Stopwatch.StartNew();
        Socket? socket = null;
        while (messages.TryPeek(out var number))
        {
            if (rate is { } most && (number - sent) / (double)most - begun.Elapsed.TotalSeconds is var early && early > 0)
            {
                Thread.Sleep(TimeSpan.FromSeconds(early));
            }

            try
            {
                socket ??= Connect(server);

                // NWA1001: forgotten, and reported as delivered, once the kernel has it.
                socket.Send(Encoding.ASCII.GetBytes($"naive {number} {number}\n"));
                messages.Dequeue();
                File.WriteAllText(state + ".new", number.ToString(CultureInfo.InvariantCulture));
                File.Move(state + ".new", state, overwrite: true);
            }
            catch (SocketException)
            {
                // The next connection takes over. What this one still held is gone, and nobody knows how much that was.
                socket?.Dispose();
                socket = null;
                Thread.Sleep(20);
            }
        }

        socket?.Dispose();
        return 0;
    }

    private static Socket Connect(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // NWA3006: on a dead line this takes two minutes.
            socket.Connect(server);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
