using System.Net.Sockets;
using System.Text;

namespace Pitfalls;

/// <summary>Orders that must arrive.</summary>
public sealed class Outbox(Socket socket)
{
    private readonly Queue<string> _orders = new();

    /// <summary>Adds an order.</summary>
    public void Add(string order) => _orders.Enqueue(order);

    /// <summary>Sends what waits.</summary>
    public async Task FlushAsync(CancellationToken token)
    {
        while (_orders.Count > 0)
        {
            // NWA1001: the kernel has it; whether the peer ever will, nobody knows, and the order is gone from the queue.
            await socket.SendAsync(Encoding.UTF8.GetBytes(_orders.Peek() + "\n"), token);
            _orders.Dequeue();
        }
    }
}
