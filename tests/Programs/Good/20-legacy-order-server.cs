using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orders;

/// <summary>Tills of the shops connect here and send orders; a thread serves each of them.</summary>
public class OrderServer
{
    private readonly Action<string> _book;
    private TcpListener? _listener;
    private volatile bool _running;
    private readonly SemaphoreSlim _free = new SemaphoreSlim(500);

    public OrderServer(Action<string> book)
    {
        _book = book;
    }

    public void Start(int port)
    {
        _running = true;
        _listener = new TcpListener(IPAddress.Any, port);
        _listener.Start();
        _ = AcceptTillsAsync();
    }

    public void Stop()
    {
        _running = false;
        _listener?.Stop();
    }

    private async Task AcceptTillsAsync()
    {
        while (_running)
        {
            await _free.WaitAsync();
            try
            {
                var till = await _listener!.AcceptTcpClientAsync();
                _ = ServeAsync(till);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _free.Release();
                if (!_running)
                {
                    return;
                }

                Console.Error.WriteLine(e.Message);
                await Task.Delay(100);
            }
        }
    }

    private async Task ServeAsync(TcpClient till)
    {
        try
        {
            using (till)
            {
                var reader = new StreamReader(till.GetStream(), Encoding.UTF8);
                var writer = new StreamWriter(till.GetStream(), new UTF8Encoding(false)) { AutoFlush = true };
                while (true)
                {
                    using var idle = new CancellationTokenSource(TimeSpan.FromMinutes(10));
                    if (await reader.ReadLineAsync(idle.Token) is not { } order)
                    {
                        return;
                    }

                    _book(order);
                    await writer.WriteLineAsync("BOOKED".AsMemory(), idle.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }
        finally
        {
            _free.Release();
        }
    }
}
