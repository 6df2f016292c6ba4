using System.Net.Sockets;
using System.Text;

namespace BlindC050;

public sealed class Irc050 : IAsyncDisposable
{
    private readonly Lazy<StreamWriter> _writer;

    public Irc050(NetworkStream stream) =>
        _writer = new(() => new StreamWriter(stream, Encoding.UTF8, 512, leaveOpen: true) { AutoFlush = true, NewLine = "\r\n" }); // ! NWA2016

    public Task NickAsync(string nick, CancellationToken token) => _writer.Value.WriteLineAsync(("NICK " + nick).AsMemory(), token);

    public ValueTask DisposeAsync() => _writer.IsValueCreated ? _writer.Value.DisposeAsync() : ValueTask.CompletedTask;
}
