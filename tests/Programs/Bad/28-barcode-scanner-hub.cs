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
                Serve(client);
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

    private async void Serve(TcpClient client) // BAD: async-void-swallowed
    {
        Interlocked.Increment(ref connected);
        client.ReceiveTimeout = 3_600_000;
        var name = client.Client.RemoteEndPoint!.ToString()!;
        using (client)
        {
            await Lines(client, name);
        }

        Interlocked.Decrement(ref connected);
    }

    private async Task Lines(TcpClient client, string name)
    {
        var buffer = new byte[256];
        var stream = client.GetStream();
        int n;
        while ((n = await stream.ReadAsync(buffer, stop.Token)) > 0) // BAD: receivetimeout-on-async
        {
            var code = Encoding.ASCII.GetString(buffer, 0, n).TrimEnd('\r', '\n'); // BAD: partial-read-as-message
            Scanned?.Invoke(this, new Scan(name, code));
        }
    }
}
