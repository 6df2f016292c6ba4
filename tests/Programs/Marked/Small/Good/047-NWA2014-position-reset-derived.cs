using System.Net.Sockets;

namespace BlindC047G;

public sealed class Rewind047G
{
    private Stream _inner;

    public Rewind047G(Socket socket) => _inner = new NetworkStream(socket, ownsSocket: true);

    public async Task<byte[]> PeekAsync(CancellationToken token)
    {
        var head = new byte[4];
        await _inner.ReadExactlyAsync(head, token);
        _inner = new Prefixed047G(head, _inner);
        return head;
    }
}

public sealed class Prefixed047G(byte[] head, Stream rest) : Stream
{
    private int _given;
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => rest.CanWrite;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => rest.Flush();
    public override long Seek(long o, SeekOrigin w) => throw new NotSupportedException();
    public override void SetLength(long v) => throw new NotSupportedException();
    public override void Write(byte[] b, int o, int c) => rest.Write(b, o, c);
    public override int Read(byte[] b, int o, int c)
    {
        if (_given == head.Length) return rest.Read(b, o, c);
        int n = Math.Min(c, head.Length - _given);
        Array.Copy(head, _given, b, o, n);
        _given += n;
        return n;
    }
}
