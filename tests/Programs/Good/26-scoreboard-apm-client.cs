using System.Net.Sockets;
using System.Text;

namespace Scoreboard;

/// <summary>Shows the scores that the hall's server sends: texts ended by ';'.</summary>
public class ScoreClient
{
    private readonly byte[] _incoming = new byte[256];
    private readonly StringBuilder _text = new StringBuilder();
    private readonly Queue<byte[]> _outgoing = new Queue<byte[]>();
    private Socket? _socket;
    private bool _sending;

    public event Action<string>? Score;

    public event Action? Lost;

    public void Connect(string host, int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 20);
        _socket.BeginConnect(host, port, OnConnect, null);
    }

    private void OnConnect(IAsyncResult ar)
    {
        try
        {
            _socket!.EndConnect(ar);
            Send("HELLO;");
            Receive();
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            End();
        }
    }

    private void Receive()
    {
        IAsyncResult begun;
        do
        {
            begun = _socket!.BeginReceive(_incoming, 0, _incoming.Length, SocketFlags.None, OnReceive, null);
        }
        while (begun.CompletedSynchronously && Received(begun));
    }

    private void OnReceive(IAsyncResult ar)
    {
        try
        {
            if (!ar.CompletedSynchronously && Received(ar))
            {
                Receive();
            }
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            End();
        }
    }

    private bool Received(IAsyncResult ar)
    {
        try
        {
            var count = _socket!.EndReceive(ar);
            if (count == 0)
            {
                End();
                return false;
            }

            _text.Append(Encoding.ASCII.GetString(_incoming, 0, count));
            var parts = _text.ToString().Split(';');
            for (var i = 0; i < parts.Length - 1; i++)
            {
                Score?.Invoke(parts[i]);
            }

            _text.Clear().Append(parts[parts.Length - 1]);
            return true;
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            End();
            return false;
        }
    }

    public void Send(string text)
    {
        lock (_outgoing)
        {
            _outgoing.Enqueue(Encoding.ASCII.GetBytes(text));
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        SendNext();
    }

    private void SendNext()
    {
        byte[] next;
        lock (_outgoing)
        {
            if (_outgoing.Count == 0)
            {
                _sending = false;
                return;
            }

            next = _outgoing.Dequeue();
        }

        _socket!.BeginSend(next, 0, next.Length, SocketFlags.None, OnSent, null);
    }

    private void OnSent(IAsyncResult ar)
    {
        try
        {
            _socket!.EndSend(ar);
            SendNext();
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            End();
        }
    }

    private void End()
    {
        _socket?.Close();
        Lost?.Invoke();
    }
}
