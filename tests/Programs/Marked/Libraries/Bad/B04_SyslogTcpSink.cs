using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace SyslogForward.Sinks;

public enum SyslogSeverity { Emergency, Alert, Critical, Error, Warning, Notice, Info, Debug }

public sealed class SyslogRecord
{
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;
    public SyslogSeverity Severity { get; init; }
    public string Message { get; init; }

    public string Format(string host, string app) =>
        $"<{8 + (int)Severity}>1 {Time:yyyy-MM-ddTHH:mm:ss.fffZ} {host} {app} - - - {Message}";
}

public interface ISyslogFraming
{
    byte[] Frame(string message);
}

public sealed class OctetCountingFraming : ISyslogFraming
{
    public byte[] Frame(string message)
    {
        string framed = message.Length + " " + message; // ! NWA2007
        return Encoding.UTF8.GetBytes(framed);
    }
}

public sealed class NewlineFraming : ISyslogFraming
{
    public byte[] Frame(string message) => Encoding.UTF8.GetBytes(message.Replace('\n', ' ') + "\n");
}

public sealed class SyslogTcpSink : IDisposable
{
    private readonly BlockingCollection<SyslogRecord> _queue = new(10_000);
    private readonly ISyslogFraming _framing;
    private readonly string _host;
    private readonly int _port;
    private readonly Thread _worker;
    private TcpClient _tcp;
    private Stream _stream;
    private long _delivered;

    public SyslogTcpSink(string host, int port, ISyslogFraming framing = null)
    {
        _host = host;
        _port = port;
        _framing = framing ?? new OctetCountingFraming();
        _worker = new Thread(Work) { IsBackground = true };
        _worker.Start();
    }

    public long Delivered => Interlocked.Read(ref _delivered);

    public void Emit(SyslogRecord record) => _queue.TryAdd(record);

    private void Work()
    {
        Connect();
        foreach (SyslogRecord record in _queue.GetConsumingEnumerable())
        {
            byte[] bytes = _framing.Frame(record.Format(Environment.MachineName, "app"));
            SendWithRetry(bytes);
            Interlocked.Increment(ref _delivered); // ! NWA1001
        }
    }

    private void SendWithRetry(byte[] bytes)
    {
        bool sent = false;
        while (!sent)
        {
            try
            {
                _stream.Write(bytes, 0, bytes.Length);
                sent = true;
            }
            catch (IOException) // ! NWA1002
            {
                Thread.Sleep(500);
            }
        }
    }

    private void Connect()
    {
        while (true)
        {
            var tcp = new TcpClient { SendTimeout = 10_000 };
            try
            {
                tcp.Connect(_host, _port);
                tcp.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // ! NWA3002
                _tcp = tcp;
                _stream = tcp.GetStream();
                return;
            }
            catch (SocketException)
            {
                tcp.Dispose(); // ! NWA3011
            }
        }
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        if (!_worker.Join(TimeSpan.FromSeconds(5)))
        {
            _tcp?.Close();
        }
        _stream?.Dispose();
        _tcp?.Dispose();
    }
}
