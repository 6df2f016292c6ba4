using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RelpForward;

public sealed class RelpRecord
{
    public long Number { get; init; }
    public byte[] Text { get; init; }
}

/// <summary>RELP: a record leaves the backlog when the server has acknowledged it, and not before.</summary>
public sealed class RelpForwarder : IDisposable
{
    private readonly LinkedList<RelpRecord> _backlog = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly int _capacity;
    private readonly Task _worker;
    private long _nextNumber;

    public RelpForwarder(string host, int port, int capacity = 10_000)
    {
        _host = host;
        _port = port;
        _capacity = capacity;
        _worker = Task.Run(WorkAsync);
    }

    public bool TryAdd(string message)
    {
        lock (_backlog)
        {
            if (_backlog.Count >= _capacity) return false;
            _backlog.AddLast(new RelpRecord { Number = ++_nextNumber, Text = Encoding.UTF8.GetBytes(message) });
        }
        _available.Release();
        return true;
    }

    private async Task WorkAsync()
    {
        int failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _available.WaitAsync(_stop.Token);
                _available.Release();
                using var connection = new RelpConnection();
                await connection.OpenAsync(_host, _port, _stop.Token);
                while (await SendFirstAsync(connection))
                {
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex) when (ex is IOException or SocketException or OperationCanceledException or FormatException or OverflowException)
            {
                failures = Math.Min(failures + 1, 7);
                Console.Error.WriteLine($"relp: {ex.Message}");
                int pause = Random.Shared.Next(250, 500) << failures;
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> SendFirstAsync(RelpConnection connection)
    {
        if (!await _available.WaitAsync(TimeSpan.FromSeconds(30), _stop.Token)) return false;
        RelpRecord first;
        lock (_backlog) first = _backlog.First.Value;
        try
        {
            await connection.SendAsync("syslog", first.Text, _stop.Token);
        }
        catch
        {
            _available.Release();
            throw;
        }
        lock (_backlog) _backlog.RemoveFirst();
        return true;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _worker.Wait(TimeSpan.FromSeconds(5));
        _available.Dispose();
    }
}

internal sealed class RelpConnection : IDisposable
{
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(10);
    private readonly TcpClient _tcp = new();
    private NetworkStream _stream;
    private StreamReader _reader;
    private int _transaction;

    public async Task OpenAsync(string host, int port, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StepTimeout);
        await _tcp.ConnectAsync(host, port, limit.Token);
        _stream = _tcp.GetStream();
        _reader = new StreamReader(_stream, Encoding.Latin1);
        await SendAsync("open", "relp_version=0\ncommands=syslog"u8.ToArray(), ct);
    }

    public async Task SendAsync(string command, byte[] data, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StepTimeout);
        int number = ++_transaction;
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} {command} {data.Length} "));
        byte[] frame = new byte[head.Length + data.Length + 1];
        head.CopyTo(frame, 0);
        data.CopyTo(frame, head.Length);
        frame[^1] = (byte)'\n';
        await _stream.WriteAsync(frame, limit.Token);
        await ReadAcknowledgementAsync(number, limit.Token);
    }

    private async Task ReadAcknowledgementAsync(int number, CancellationToken ct)
    {
        string line = await _reader.ReadLineAsync(ct) ?? throw new EndOfStreamException("RELP server closed the connection");
        string[] words = line.Split(' ', 4);
        if (words.Length < 3 || words[1] != "rsp" || int.Parse(words[0], CultureInfo.InvariantCulture) != number)
        {
            throw new FormatException("unexpected RELP answer: " + line);
        }
        int length = int.Parse(words[2], CultureInfo.InvariantCulture);
        if (length == 0) return;
        string text = words.Length > 3 ? words[3] : "";
        while (text.Length < length)
        {
            string more = await _reader.ReadLineAsync(ct) ?? throw new EndOfStreamException();
            text += "\n" + more;
            if (text.Length > 64 * 1024) throw new FormatException("RELP answer too long");
        }
        if (!text.StartsWith("200", StringComparison.Ordinal)) throw new IOException("RELP refused: " + text);
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _stream?.Dispose();
        _tcp.Dispose();
    }
}
