using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.SendTakenForDelivery;

/// <summary>Incident 6: orders wait in a queue until they are sent; then they are forgotten, and reported as delivered.</summary>
internal static class OrderSender
{
    public static async Task<int> RunAsync(IPEndPoint server, int count, int rate)
    {
        var orders = new Queue<int>(Enumerable.Range(1, count));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        using var turns = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        while (orders.Count > 0 && await turns.WaitForNextTickAsync())
        {
            // NWA1001: the kernel has it, the peer perhaps never will, and the queue does not have it any more.
            var order = orders.Peek();
            await socket.SendAsync(Encoding.ASCII.GetBytes($"naive {order} {order}\n"));
            orders.Dequeue();
            if (order % (rate / 4) == 0 || order == count)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delivered {order} of {count}"));
            }
        }

        return 0;
    }
}
