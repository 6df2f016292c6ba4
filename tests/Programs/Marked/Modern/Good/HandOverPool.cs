using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.HandOverPool;

public sealed class PooledLine(TcpClient client) : IDisposable
{
    private readonly StreamReader _reader = new(client.GetStream(), new UTF8Encoding(false));

    public long IdleSince { get; private set; }

    public bool Broken { get; private set; }

    /// <summary>A readable idle connection is one that ended or that says something nobody asked for: of no use either way.</summary>
    public bool StillQuiet
    {
        get
        {
            try
            {
                return !Broken && !client.Client.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            }
            catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public async Task<string> AskAsync(string question, CancellationToken ct)
    {
        Broken = true;
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(question + "\r\n"), ct);
        var answer = await _reader.ReadLineAsync(ct) ?? throw new EndOfStreamException();
        Broken = false;
        IdleSince = Environment.TickCount64;
        return answer;
    }

    public void Dispose()
    {
        _reader.Dispose();
        client.Dispose();
    }
}

/// <summary>Questions are idempotent: one that fails on a connection from the pool is asked once more on a fresh one.</summary>
public sealed class HandOverPool(DnsEndPoint target, ILogger<HandOverPool> log) : IDisposable
{
    private readonly ConcurrentStack<PooledLine> _idle = new();
    private volatile bool _disposed;

    public async Task<string> AskAsync(string question, TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);

        if (TryTake(out var line))
        {
            try
            {
                return await line.AskAsync(question, limit.Token);
            }
            catch (IOException ex)
            {
                log.LogDebug(ex, "A pooled connection had ended");
            }
            finally
            {
                GiveBack(line);
            }
        }

        line = await DialAsync(limit.Token);
        try
        {
            return await line.AskAsync(question, limit.Token);
        }
        finally
        {
            GiveBack(line);
        }
    }

    private bool TryTake([NotNullWhen(true)] out PooledLine? line)
    {
        while (_idle.TryPop(out line))
        {
            if (Environment.TickCount64 - line.IdleSince < 20_000 && line.StillQuiet)
            {
                return true;
            }

            line.Dispose();
        }

        return false;
    }

    private void GiveBack(PooledLine line)
    {
        if (line.Broken || _disposed || _idle.Count >= 8)
        {
            line.Dispose();
            return;
        }

        _idle.Push(line);
        if (_disposed)
        {
            Empty();
        }
    }

    private async Task<PooledLine> DialAsync(CancellationToken ct)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(target.Host, target.Port, ct);
            return new PooledLine(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private void Empty()
    {
        while (_idle.TryPop(out var line))
        {
            line.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Empty();
    }
}
