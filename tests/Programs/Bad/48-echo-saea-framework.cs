using System.Net;
using System.Net.Sockets;

namespace Framework;

/// <summary>Session of a small server framework: receives into its own buffer, sends through a queue.</summary>
public abstract class Session
{
    private readonly Socket socket;
    private readonly SocketAsyncEventArgs receiving = new();
    private readonly SocketAsyncEventArgs sending = new();
    private readonly Queue<ArraySegment<byte>> outgoing = new();
    private bool busy;

    protected Session(Socket socket)
    {
        this.socket = socket;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        receiving.SetBuffer(new byte[8192], 0, 8192);
        receiving.Completed += (_, e) => OnReceived(e);
        sending.Completed += (_, e) => OnSent(e);
    }

    protected abstract int Consume(ArraySegment<byte> data);

    protected abstract void Closed();

    private int kept;

    public void Receive()
    {
        receiving.SetBuffer(kept, 8192 - kept);
        if (!socket.ReceiveAsync(receiving)) // BAD: saea-sync-completion
        {
            OnReceived(receiving);
        }
    }

    private void OnReceived(SocketAsyncEventArgs e)
    {
        if (!Take(e))
        {
            Close();
            return;
        }

        Receive();
    }

    private bool Take(SocketAsyncEventArgs e)
    {
        if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
        {
            return false;
        }

        var filled = kept + e.BytesTransferred;
        var used = Consume(new ArraySegment<byte>(e.Buffer!, 0, filled));
        kept = filled - used;
        Buffer.BlockCopy(e.Buffer!, used, e.Buffer!, 0, kept);
        return kept < 8192;
    }

    public void Send(byte[] data)
    {
        lock (outgoing)
        {
            outgoing.Enqueue(new ArraySegment<byte>(data));
            if (busy)
            {
                return;
            }

            busy = true;
        }

        SendNext();
    }

    private void SendNext()
    {
        try
        {
            do
            {
                ArraySegment<byte> next;
                lock (outgoing)
                {
                    if (outgoing.Count == 0)
                    {
                        busy = false;
                        return;
                    }

                    next = outgoing.Dequeue();
                }

                sending.SetBuffer(next.Array, next.Offset, next.Count);
                if (socket.SendAsync(sending))
                {
                    return;
                }
            }
            while (sending.SocketError == SocketError.Success);
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Close();
    }

    private void OnSent(SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success)
        {
            SendNext();
        }
        else
        {
            Close();
        }
    }

    public void Close()
    {
        socket.Shutdown(SocketShutdown.Both); // BAD: undisposed-on-error
        socket.Close();
        Closed();
    }

    public EndPoint? Peer => socket.RemoteEndPoint;
}
