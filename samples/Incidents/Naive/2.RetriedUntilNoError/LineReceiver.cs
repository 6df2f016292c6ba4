using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.RetriedUntilNoError;

/// <summary>The other end of incident 2: whatever comes over whichever connection is appended to a file.</summary>
internal static class LineReceiver
{
    public static int Run(IPEndPoint address, string folder)
    {
        Directory.CreateDirectory(folder);
        using var file = new FileStream(Path.Combine(folder, "received.txt"), FileMode.Append, FileAccess.Write, FileShare.Read);
        var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("listening");
        while (true)
        {
            // NWA3001: the sender may be gone for ever.
            var client = listener.AcceptTcpClient();

            // NWA4003: a thread for each connection, and the dead ones' threads stay.
            new Thread(() => Take(client, file)) { IsBackground = true }.Start();
        }
    }

    private static void Take(TcpClient client, FileStream file)
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
}
