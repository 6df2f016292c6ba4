using System.Net;
using System.Net.Sockets;

namespace Blind.B.Good.LoopingEventArgs;

/// <summary>Echo over SocketAsyncEventArgs: synchronous completions are looped over, never recursed into.</summary>
public sealed class EchoSession : IDisposable
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _io = new();
    private readonly byte[] _block = new byte[8192];
    private readonly Timer _watchdog;
    private readonly Action _ended;
    private int _closed;

    public EchoSession(Socket socket, Action ended)
    {
        (_socket, _ended) = (socket, ended);
        _watchdog = new Timer(static state => ((EchoSession)state!).Dispose(), this, s_idle, Timeout.InfiniteTimeSpan);
        _io.Completed += (_, _) => Run(completed: true);
    }

    public void Start()
    {
        _io.SetBuffer(_block, 0, _block.Length);
        Run(completed: false);
    }

    private void Run(bool completed)
    {
        try
        {
            var receiving = !completed || _io.LastOperation == SocketAsyncOperation.Receive;
            while (true)
            {
                if (completed && !Advance(ref receiving))
                {
                    Dispose();
                    return;
                }

                completed = true;
                if (receiving ? _socket.ReceiveAsync(_io) : _socket.SendAsync(_io))
                {
                    return;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            Dispose();
        }
    }

    private bool Advance(ref bool receiving)
    {
        if (_io.SocketError != SocketError.Success || _io.BytesTransferred == 0)
        {
            return false;
        }

        _watchdog.Change(s_idle, Timeout.InfiniteTimeSpan);
        if (receiving)
        {
            receiving = false;
            _io.SetBuffer(0, _io.BytesTransferred);
            return true;
        }

        var left = _io.Count - _io.BytesTransferred;
        if (left > 0)
        {
            _io.SetBuffer(_io.Offset + _io.BytesTransferred, left);
            return true;
        }

        receiving = true;
        _io.SetBuffer(0, _block.Length);
        return true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _watchdog.Dispose();
            _socket.Dispose();
            _io.Dispose();
            _ended();
        }
    }
}

public sealed class EchoListener(IPEndPoint endPoint)
{
    public async Task RunAsync(int most, CancellationToken ct)
    {
        using var slots = new SemaphoreSlim(most);
        using var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endPoint);
        listener.Listen();
        while (true)
        {
            await slots.WaitAsync(ct);
            try
            {
                new EchoSession(await listener.AcceptAsync(ct), () => Release(slots)).Start();
            }
            catch (SocketException)
            {
                slots.Release();
                await Task.Delay(100, ct);
            }
        }
    }

    private static void Release(SemaphoreSlim slots)
    {
        try
        {
            slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The listener ended before this session.
        }
    }
}
