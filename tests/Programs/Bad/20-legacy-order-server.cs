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

    public OrderServer(Action<string> book)
    {
        _book = book;
    }

    public void Start(int port)
    {
        _running = true;
        _listener = new TcpListener(IPAddress.Any, port);
        _listener.Start(1); // BAD: tiny-backlog
        new Thread(AcceptTills) { IsBackground = true }.Start();
    }

    public void Stop()
    {
        _running = false;
        _listener?.Stop();
    }

    private void AcceptTills()
    {
        while (_running)
        {
            try
            {
                var till = _listener!.AcceptTcpClient();
                var thread = new Thread(Serve); // BAD: thread-per-connection-unbounded
                thread.Start(till);
            }
            catch (SocketException) when (!_running)
            {
                return;
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine(e.Message);
                Thread.Sleep(100);
            }
        }
    }

    private void Serve(object? state)
    {
        using (var till = (TcpClient)state!)
        {
            try
            {
                till.ReceiveTimeout = 600_000;
                till.SendTimeout = 10_000;
                var reader = new StreamReader(till.GetStream(), Encoding.UTF8);
                var writer = new StreamWriter(till.GetStream(), new UTF8Encoding(false)) { AutoFlush = true };
                string? order;
                while ((order = reader.ReadLine()) != null)
                {
                    _book(order);
                    writer.WriteLine("BOOKED");
                }
            }
            catch (IOException e)
            {
                Console.Error.WriteLine(e.Message);
            }
        }
    }
}
