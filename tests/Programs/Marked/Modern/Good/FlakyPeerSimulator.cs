using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Good.FlakyPeer;

public enum Misbehaviour { None, ResetAtOnce, HalfAnswer, Silence, ByteByByte }

/// <summary>A peer for tests that misbehaves on demand. Listens on a free port of the loopback.</summary>
public sealed class FlakyPeerSimulator : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _seen = new();
    private readonly Task _running;

    public FlakyPeerSimulator(params Misbehaviour[] script)
    {
        _listener.Start();
        _running = PlayAsync(script);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public IReadOnlyCollection<string> Seen => _seen;

    /// <summary>One scene for each connection, in the order of the script.</summary>
    private async Task PlayAsync(Misbehaviour[] script)
    {
        foreach (var scene in script)
        {
            using var peer = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await PlayAsync(scene, peer);
            }
            catch (IOException) when (scene != Misbehaviour.None)
            {
                // The code under test hung up first, as it should.
            }
        }
    }

    private async Task PlayAsync(Misbehaviour scene, TcpClient peer)
    {
        peer.NoDelay = true;
        var stream = peer.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (scene == Misbehaviour.ResetAtOnce)
        {
            peer.LingerState = new LingerOption(true, 0);
            return;
        }

        var question = await reader.ReadLineAsync(_stop.Token) ?? throw new EndOfStreamException();
        _seen.Add(question);
        var answer = Encoding.ASCII.GetBytes($"answer to {question}\n");
        switch (scene)
        {
            case Misbehaviour.None:
                await stream.WriteAsync(answer, _stop.Token);
                break;
            case Misbehaviour.HalfAnswer:
                await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), _stop.Token);
                break;
            case Misbehaviour.ByteByByte:
                foreach (var b in answer)
                {
                    stream.WriteByte(b);
                    await Task.Delay(1, _stop.Token);
                }

                break;
            case Misbehaviour.Silence:
                await reader.ReadLineAsync(_stop.Token);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // The script was not played to its end.
        }

        _stop.Dispose();
    }
}
