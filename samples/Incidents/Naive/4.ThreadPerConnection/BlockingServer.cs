using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.ThreadPerConnection;

/// <summary>Incident 4: a thread belongs to one connection, also while its client is idle.</summary>
internal static class BlockingServer
{
    private static readonly byte[] s_page = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong");

    /// <summary>A thread for each connection, as many as come.</summary>
    public static int Run(IPEndPoint address)
    {
        using var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("listening");
        while (true)
        {
            // NWA3001: an idle client may be a client that has vanished.
            var client = listener.AcceptTcpClient();

            // NWA4003: its thread does nothing but wait for an idle client.
            new Thread(() => Serve(client)).Start();
        }
    }

    /// <summary>So many threads, each with a connection; a hundred more may wait in the queue.</summary>
    public static int Run(IPEndPoint address, int threads)
    {
        using var listener = new TcpListener(address);
        listener.Start(100);
        for (var i = 1; i < threads; i++)
        {
            new Thread(() => Work(listener)).Start();
        }

        Console.WriteLine("listening");
        return Work(listener);
    }

    private static int Work(TcpListener listener)
    {
        while (true)
        {
            // NWA3001 again; and while its client is idle, this thread accepts nobody else.
            var client = listener.AcceptTcpClient();
            Serve(client);
        }
    }

    private static void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                while (reader.ReadLine() is not null)
                {
                    while (reader.ReadLine() is { Length: > 0 })
                    {
                    }

                    client.GetStream().Write(s_page);
                }
            }
            catch (IOException gone)
            {
                Console.WriteLine(gone.Message);
            }
        }
    }
}
