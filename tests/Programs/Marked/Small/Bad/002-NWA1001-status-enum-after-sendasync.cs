using System.Net.Sockets;

namespace BlindC002;

public enum Status002 { Queued, Delivered, Failed }

public sealed class Invoice002
{
    public byte[] Body = [];
    public Status002 Status;
}

public sealed class InvoiceSender002(Socket socket)
{
    public async Task SendAllAsync(IAsyncEnumerable<Invoice002> invoices, CancellationToken token)
    {
        await foreach (var invoice in invoices.WithCancellation(token))
        {
            try
            {
                await socket.SendAsync(invoice.Body, SocketFlags.None, token);
                invoice.Status = Status002.Delivered; // ! NWA1001
            }
            catch (SocketException)
            {
                invoice.Status = Status002.Failed;
                socket.Dispose();
                throw;
            }
        }
    }
}
