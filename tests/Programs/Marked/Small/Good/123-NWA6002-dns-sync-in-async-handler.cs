using System.Net;
using System.Net.Sockets;

namespace BlindC123G;

public static class Resolver123G
{
    public static async Task ServeAsync(TcpClient client, string name)
    {
        using (client)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                IPAddress[] all = await Dns.GetHostAddressesAsync(name, limit.Token);
                foreach (var a in all)
                    await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(a + "\n"), limit.Token);
            }
            catch (Exception e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
