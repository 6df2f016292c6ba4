using System.Net.Sockets;

namespace BlindC001G;

public sealed class Outbox001G : IDisposable
{
    private readonly Queue<byte[]> _pending = new();
    private readonly NetworkStream _stream;
    private readonly Timer _timer;

    public Outbox001G(NetworkStream stream)
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
            Span<byte> ack = stackalloc byte[1];
            _stream.ReadExactly(ack);
            if (ack[0] != 6) throw new IOException("not acknowledged");
            lock (_pending) _pending.Dequeue();
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
