using System.Net;
using System.Net.Sockets;

namespace Vending;

/// <summary>Vending machines report a sale in 16 bytes; the gateway answers one byte and hangs up.</summary>
public sealed class SaleGateway
{
    private readonly Action<byte[]> sold;
    private readonly SemaphoreSlim busy = new(300);

    public SaleGateway(Action<byte[]> sold) => this.sold = sold;

    public async Task RunAsync(int port, CancellationToken stop)
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        listener.Listen(1000);
        while (!stop.IsCancellationRequested)
        {
            await busy.WaitAsync(stop);
            Socket? machine = null;
            try
            {
                machine = await listener.AcceptAsync(stop);
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine(e.Message); // BAD: accept-loop-spins
            }

            if (machine is null)
            {
                busy.Release();
                continue;
            }

            _ = TakeAsync(machine, stop);
        }
    }

    private async Task TakeAsync(Socket machine, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            var sale = new byte[16];
            var filled = 0;
            while (filled < sale.Length)
            {
                var n = await machine.ReceiveAsync(sale.AsMemory(filled), SocketFlags.None, deadline.Token);
                if (n == 0)
                {
                    return;
                }

                filled += n;
            }

            sold(sale);
            await machine.SendAsync(new byte[] { 0x06 }, SocketFlags.None, deadline.Token);
            machine.LingerState = new LingerOption(true, 0); // BAD: abortive-close
            machine.Close();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }
        finally
        {
            machine.Dispose();
            busy.Release();
        }
    }
}
