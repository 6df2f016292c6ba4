using System.Net.Sockets;
using System.Text;

namespace DeviceLines;

/// <summary>A blocking line protocol of a laboratory device: SCPI over TCP, used by one thread at a time, a dedicated thread for what it reports.</summary>
public sealed class ScpiInstrument : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly int _timeout;
    private Connection _current;

    public ScpiInstrument(string host, int port, TimeSpan timeout)
    {
        _host = host;
        _port = port;
        _timeout = checked((int)timeout.TotalMilliseconds);
    }

    public string Query(string command)
    {
        Connection connection = _current ??= Connection.Open(_host, _port, _timeout);
        try
        {
            return connection.Ask(command);
        }
        catch (Exception ex) when (ex is IOException or InvalidDataException)
        {
            connection.Dispose();
            _current = null;
            throw;
        }
    }

    public double Measure(string channel) =>
        double.Parse(Query("MEAS:" + channel + "?"), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }

    private sealed class Connection : IDisposable
    {
        private const int MaxLine = 8 * 1024;
        private readonly TcpClient _client;
        private readonly StreamWriter _writer;
        private readonly NetworkStream _stream;
        private readonly byte[] _buffer = new byte[MaxLine];
        private int _count;

        private Connection(TcpClient client)
        {
            _client = client;
            _stream = client.GetStream();
            _writer = new StreamWriter(_stream, new UTF8Encoding(false), 1024, leaveOpen: true) { NewLine = "\n", AutoFlush = true };
        }

        public static Connection Open(string host, int port, int timeout)
        {
            var client = new TcpClient { NoDelay = true, ReceiveTimeout = timeout, SendTimeout = timeout };
            try
            {
                using var limit = new CancellationTokenSource(timeout);
                client.ConnectAsync(host, port, limit.Token).AsTask().GetAwaiter().GetResult();
                return new Connection(client);
            }
            catch (OperationCanceledException)
            {
                client.Dispose();
                throw new IOException("no connection to " + host);
            }
            catch (SocketException ex)
            {
                client.Dispose();
                throw new IOException("no connection to " + host, ex);
            }
        }

        public string Ask(string command)
        {
            _writer.WriteLine(command);
            int scanned = 0;
            while (true)
            {
                int at = Array.IndexOf(_buffer, (byte)'\n', scanned, _count - scanned);
                if (at >= 0)
                {
                    string line = Encoding.UTF8.GetString(_buffer, 0, at).TrimEnd('\r');
                    _count -= at + 1;
                    Array.Copy(_buffer, at + 1, _buffer, 0, _count);
                    return line;
                }
                scanned = _count;
                if (_count == _buffer.Length) throw new InvalidDataException("answer too long");
                int n = _stream.Read(_buffer, _count, _buffer.Length - _count);
                if (n <= 0) throw new EndOfStreamException("instrument closed the connection");
                _count += n;
            }
        }

        public void Dispose()
        {
            _writer.Dispose();
            _client.Dispose();
        }
    }
}

/// <summary>The instrument's event channel says at least "TICK" each second, so a minute of silence means that it is gone.</summary>
public sealed class ScpiEventChannel : IDisposable
{
    private readonly TcpClient _client = new() { ReceiveTimeout = 60_000 };
    private readonly Thread _thread;
    private volatile bool _closing;

    public ScpiEventChannel(string host, int port, Action<string> onEvent, Action<Exception> onEnd)
    {
        _thread = new Thread(() => Listen(host, port, onEvent, onEnd)) { IsBackground = true, Name = "scpi-events" };
        _thread.Start();
    }

    private void Listen(string host, int port, Action<string> onEvent, Action<Exception> onEnd)
    {
        Exception end = null;
        try
        {
            _client.Connect(host, port);
            using var reader = new StreamReader(_client.GetStream(), Encoding.ASCII);
            for (string line = reader.ReadLine(); line != null; line = reader.ReadLine())
            {
                if (line != "TICK") onEvent(line);
            }
        }
        catch (Exception ex)
        {
            end = ex;
        }
        if (!_closing) onEnd(end);
    }

    public void Dispose()
    {
        _closing = true;
        _client.Dispose();
        if (Thread.CurrentThread != _thread) _thread.Join(2000);
    }
}
