using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scanners;

public sealed class Scan(string scanner, string code) : EventArgs
{
    public string Scanner { get; } = scanner;

    public string Code { get; } = code;
}

/// <summary>Barcode scanners of the warehouse connect and send one code a line.</summary>
public sealed class ScannerHub
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private int connected;

    public ScannerHub(int port) => listener = new TcpListener(IPAddress.Any, port);

    public event EventHandler<Scan>? Scanned;

    public int Connected => Volatile.Read(ref connected);

    public void Start()
    {
        listener.Start(200);
        _ = AcceptAsync();
    }

    public void Stop()
    {
        stop.Cancel();
        listener.Stop();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client);
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine(e.Message);
                await Task.Delay(100);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref connected);
        try
        {
            using (client)
            {
                var name = client.Client.RemoteEndPoint!.ToString()!;
                await Lines(client, name);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref connected);
        }
    }

    private async Task Lines(TcpClient client, string name)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        while (true)
        {
            idle.CancelAfter(TimeSpan.FromHours(1));
            if (await reader.ReadLineAsync(idle.Token) is not { } code)
            {
                return;
            }

            Scanned?.Invoke(this, new Scan(name, code));
        }
    }
}
