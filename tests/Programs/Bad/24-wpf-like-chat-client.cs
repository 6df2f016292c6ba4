using System.Net.Sockets;
using System.Text;

namespace ChatClient;

/// <summary>Behind the window of a chat program; messages end with the character U+0003.</summary>
public class ChatConnection : IDisposable
{
    private const char End = '\u0003';
    private readonly StringBuilder _pending = new StringBuilder();
    private readonly object _gate = new object();
    private TcpClient? _client;
    private CancellationTokenSource? _stop;

    public event EventHandler<string>? MessageReceived;

    public event EventHandler<Exception>? Disconnected;

    public async Task ConnectAsync(string host, int port, string name)
    {
        Disconnect();
        var client = new TcpClient();
        try
        {
            using (var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(8)))
            {
                await client.ConnectAsync(host, port, deadline.Token);
            }
        }
        catch
        {
            client.Dispose();
            throw;
        }

        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        client.SendTimeout = 5000;
        _client = client;
        _stop = new CancellationTokenSource();
        _ = Task.Run(() => ReceiveAsync(client, _stop.Token));
        Send(name);
    }

    private async Task ReceiveAsync(TcpClient client, CancellationToken stop)
    {
        var buffer = new byte[512];
        try
        {
            var stream = client.GetStream();
            int count;
            while ((count = await stream.ReadAsync(buffer, stop)) > 0)
            {
                _pending.Append(Encoding.UTF8.GetString(buffer, 0, count)); // BAD: split-utf8
                Deliver();
            }

            Disconnected?.Invoke(this, new EndOfStreamException());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Disconnected?.Invoke(this, e);
        }
    }

    private void Deliver()
    {
        var messages = _pending.ToString().Split(End);
        for (var i = 0; i < messages.Length - 1; i++)
        {
            MessageReceived?.Invoke(this, messages[i]);
        }

        _pending.Clear().Append(messages[messages.Length - 1]);
    }

    public void Send(string message)
    {
        var client = _client ?? throw new InvalidOperationException("not connected");
        var bytes = Encoding.UTF8.GetBytes(message + End);
        lock (_gate)
        {
            try
            {
                client.GetStream().Write(bytes, 0, bytes.Length);
            }
            catch (IOException)
            {
                client.GetStream().Write(bytes, 0, bytes.Length); // BAD: use-after-error
            }
        }
    }

    public void Disconnect()
    {
        _stop?.Cancel();
        _client?.Close();
        _client = null;
    }

    public void Dispose() => Disconnect();
}
