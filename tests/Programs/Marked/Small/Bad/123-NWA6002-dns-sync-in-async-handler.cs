using System.Net;
using System.Net.Sockets;

namespace BlindC123;

public static class Resolver123
{
    public static async Task ServeAsync(TcpClient client, string name)
    {
        using (client)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                IPAddress[] all = Dns.GetHostAddresses(name); // ! NWA6002
                foreach (var a in all)
                    await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(a + "\n"), limit.Token);
            }
            catch (Exception e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
