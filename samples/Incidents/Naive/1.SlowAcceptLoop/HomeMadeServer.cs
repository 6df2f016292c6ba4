using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.SlowAcceptLoop;

/// <summary>Incident 1: a home-made HTTP server that serves each request before it accepts the next connection.</summary>
internal static class HomeMadeServer
{
    private static readonly byte[] s_page = Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\nConnection: close\r\n\r\nHello, World!");

    public static async Task<int> RunAsync(IPEndPoint address)
    {
        var listener = new TcpListener(address);

        // NWA4005: six may wait; what comes beyond is dropped.
        listener.Start(5);
        Console.WriteLine("listening");
        while (true)
        {
            // NWA3001: a client that says nothing keeps the server.
            var client = await listener.AcceptTcpClientAsync();
            try
            {
                // NWA4001: until this one is served, nobody is accepted.
                await ServeAsync(client);
            }
            catch (IOException gone)
            {
                Console.WriteLine(gone.Message);
            }
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            await client.GetStream().WriteAsync(s_page);
        }
    }
}
