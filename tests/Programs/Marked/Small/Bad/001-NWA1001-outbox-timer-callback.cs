using System.Net.Sockets;

namespace BlindC001;

public sealed class Outbox001 : IDisposable
{
    private readonly Queue<byte[]> _pending = new();
    private readonly NetworkStream _stream;
    private readonly Timer _timer;

    public Outbox001(NetworkStream stream)
    {
        _stream = stream;
        _stream.WriteTimeout = 5000;
        _stream.ReadTimeout = 5000;
        _timer = new Timer(_ => Tick(), null, 1000, Timeout.Infinite);
    }

    public void Enqueue(byte[] order) { lock (_pending) _pending.Enqueue(order); }

    private void Tick()
    {
        byte[] next;
        lock (_pending) if (!_pending.TryPeek(out next)) { _timer.Change(1000, Timeout.Infinite); return; }
        try
        {
            _stream.Write(next, 0, next.Length);
            lock (_pending) _pending.Dequeue(); // ! NWA1001
            _timer.Change(1000, Timeout.Infinite);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            _stream.Dispose();
        }
    }

    public void Dispose() { _timer.Dispose(); _stream.Dispose(); }
}
