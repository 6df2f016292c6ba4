using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ConnectTunnel;

public interface ITunnelDialer
{
    Task<Stream> DialAsync(DnsEndPoint target, CancellationToken ct);
}

public sealed class DirectTunnelDialer : ITunnelDialer
{
    public async Task<Stream> DialAsync(DnsEndPoint target, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Speaks CONNECT to an HTTP proxy. What follows the header belongs to the tunnel and is given back by <see cref="PrefixedStream"/>.</summary>
public sealed class ProxyTunnelDialer : ITunnelDialer
{
    private const int MaxHeader = 16 * 1024;
    private static readonly byte[] HeaderEnd = "\r\n\r\n"u8.ToArray();
    private readonly ITunnelDialer _inner;
    private readonly DnsEndPoint _proxy;
    private readonly TimeSpan _timeout;

    public ProxyTunnelDialer(ITunnelDialer inner, DnsEndPoint proxy, TimeSpan timeout)
    {
        _inner = inner;
        _proxy = proxy;
        _timeout = timeout;
    }

    public async Task<Stream> DialAsync(DnsEndPoint target, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        Stream stream = await _inner.DialAsync(_proxy, limit.Token);
        try
        {
            string authority = Authority(target);
            byte[] request = Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
            await stream.WriteAsync(request, limit.Token);
            byte[] buffer = new byte[MaxHeader];
            int filled = 0;
            int end;
            do
            {
                if (filled == buffer.Length) throw new InvalidDataException("proxy header too long");
                int n = await stream.ReadAsync(buffer.AsMemory(filled), limit.Token);
                if (n == 0) throw new EndOfStreamException("proxy closed the connection");
                filled += n;
                end = buffer.AsSpan(0, filled).IndexOf(HeaderEnd);
            }
            while (end < 0);

            string status = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n")[0];
            if (status.Split(' ') is not [_, "200", ..]) throw new IOException("proxy answered " + status);
            int body = end + HeaderEnd.Length;
            return body == filled ? stream : new PrefixedStream(buffer[body..filled], stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static string Authority(DnsEndPoint target)
    {
        string host = IPAddress.TryParse(target.Host, out IPAddress address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? "[" + address + "]"
            : target.Host;
        return host + ":" + target.Port;
    }
}

/// <summary>Gives back bytes read too early, then the stream itself.</summary>
public sealed class PrefixedStream : Stream
{
    private readonly Stream _inner;
    private ReadOnlyMemory<byte> _prefix;

    public PrefixedStream(ReadOnlyMemory<byte> prefix, Stream inner)
    {
        _prefix = prefix;
        _inner = inner;
    }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int n = TakePrefix(buffer.AsSpan(offset, count));
        return n > 0 ? n : _inner.Read(buffer, offset, count);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int n = TakePrefix(buffer.Span);
        return n > 0 ? new ValueTask<int>(n) : _inner.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int TakePrefix(Span<byte> target)
    {
        int n = Math.Min(target.Length, _prefix.Length);
        _prefix.Span[..n].CopyTo(target);
        _prefix = _prefix[n..];
        return n;
    }

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => _inner.Flush();
    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
