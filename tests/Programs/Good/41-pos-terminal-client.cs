using System.Net.Sockets;
using System.Text;
using System.Timers;

namespace PointOfSale;

/// <summary>Keeps a line to the head office and sends each sale as a line; a timer looks after it.</summary>
public class HeadOfficeLine : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly object _sync = new object();
    private readonly System.Timers.Timer _watch = new System.Timers.Timer(5000);
    private TcpClient? _client;
    private int _failures;

    public HeadOfficeLine(string host, int port)
    {
        _host = host;
        _port = port;
        _watch.Elapsed += Watch;
        _watch.Start();
    }

    private void Watch(object? sender, ElapsedEventArgs e)
    {
        lock (_sync)
        {
            if (_client != null && Ping())
            {
                return;
            }

            try
            {
                _client?.Close();
                _client = Connect();
                _failures = 0;
            }
            catch (Exception failure) when (failure is SocketException || failure is IOException || failure is OperationCanceledException)
            {
                _client = null;
                _failures++;
                Console.Error.WriteLine($"head office, attempt {_failures}: {failure.Message}");
                _watch.Interval = Math.Min(60_000, 5000 * _failures);
            }
        }
    }

    private TcpClient Connect()
    {
        var client = new TcpClient();
        try
        {
            client.SendTimeout = 5000;
            client.ReceiveTimeout = 5000;
            using (var deadline = new CancellationTokenSource(5000))
            {
                client.ConnectAsync(_host, _port, deadline.Token).AsTask().GetAwaiter().GetResult();
            }

            return client;
        }
        catch
        {
            client.Close();
            throw;
        }
    }

    public bool Send(string sale)
    {
        lock (_sync)
        {
            return _client != null && Ask(sale) == "BOOKED";
        }
    }

    private bool Ping() => Ask("PING") == "PONG";

    private string? Ask(string line)
    {
        try
        {
            var stream = _client!.GetStream();
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            stream.Write(bytes, 0, bytes.Length);
            var answer = new StringBuilder();
            int b;
            while ((b = stream.ReadByte()) >= 0 && b != '\n' && answer.Length < 80)
            {
                answer.Append((char)b);
            }

            return answer.ToString();
        }
        catch (Exception e) when (e is IOException || e is InvalidOperationException)
        {
            _client?.Close();
            _client = null;
            return null;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        lock (_sync)
        {
            _client?.Close();
        }
    }
}
