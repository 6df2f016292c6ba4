using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport;

/// <summary>
/// Accepts and hands over, and does nothing else. No error of the network or the machine ends it: only <see cref="UnbindAsync"/> and
/// <see cref="DisposeAsync"/> do, and the connections that were in the queue then are served.
/// </summary>
/// <remarks><see cref="AcceptAsync"/> has one caller at a time; the others may be called meanwhile and more than once.</remarks>
internal sealed class TransportListener(TransportHost host, Acceptor acceptor, string? path) : IConnectionListener
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<TransportConnection> _last = new();
    private Task? _unbound;
    private volatile bool _hurried;

    public EndPoint EndPoint => acceptor.EndPoint;

    /// <summary>Whether the server no longer wants connections here.</summary>
    public bool IsUnbinding { get; private set; }

    public Acceptor Acceptor => acceptor;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var cancelling = cancellationToken.UnsafeRegister(static acceptor => ((Acceptor)acceptor!).TryAgain(), acceptor);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var accepted = await acceptor.AcceptAsync().ConfigureAwait(false);
            switch (SocketErrors.AnswerTo(accepted.Error))
            {
                case AcceptAnswer.Serve:
                    if (Serve(accepted.Wire!) is { } connection)
                    {
                        return connection;
                    }

                    break;
                case AcceptAnswer.Next:
                    host.Metrics.AcceptFailed(accepted.Error);
                    break;
                case AcceptAnswer.WaitForDescriptor:
                    host.Metrics.AcceptFailed(accepted.Error);
                    host.OutOfDescriptors();
                    await acceptor.PauseAsync().ConfigureAwait(false);
                    break;
                case AcceptAnswer.Pause:
                    host.Metrics.AcceptFailed(accepted.Error);
                    host.AcceptTrouble(accepted.Error);
                    await acceptor.PauseAsync().ConfigureAwait(false);
                    break;
                case AcceptAnswer.Stop:
                    if (TakeLast() is { } last)
                    {
                        return last;
                    }

                    await BeganToReadAsync().ConfigureAwait(false);
                    return null;
            }
        }
    }

    /// <summary>
    /// Takes in what is in the queue, then closes the socket. Later attempts to connect are refused. Cancelled, it closes at once instead of waiting for what is under way; it does
    /// not throw then: Kestrel cancels this when a second end point cannot be bound, and an exception from here would stand for that one's.
    /// </summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Task unbound;
        lock (_gate)
        {
            unbound = _unbound ??= EmptyAsync(host.Options.UnbindPatience);
        }

        using var hurry = cancellationToken.UnsafeRegister(static listener => ((TransportListener)listener!)._hurried = true, this);
        await unbound.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        TransportConnection[] nobodys;
        lock (_gate)
        {
            nobodys = [.. _last];
            _last.Clear();
        }

        foreach (var connection in nobodys)
        {
            connection.End(Ending.Drained, reset: true);
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        host.Forget(this);
    }

    // While unbinding, a connection is kept until its first bytes are here: a server that shuts down closes silent connections at once,
    // and would close this one before it had looked for the request that waits in the socket.
    private TransportConnection? Serve(Wire wire)
    {
        var connection = host.Open.Admit(wire, this);
        lock (_gate)
        {
            if (!IsUnbinding || connection is null)
            {
                return connection;
            }

            _last.Enqueue(connection);
        }

        connection.StartReceiving();
        return null;
    }

    private async Task EmptyAsync(TimeSpan patience)
    {
        await Task.Yield();
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (_gate)
        {
            IsUnbinding = true;
        }

        var quietSince = Environment.TickCount64;
        var door = acceptor.CloseDoor();
        while (true)
        {
            var accepted = acceptor.TryAccept();
            if (accepted.Wire is { } wire)
            {
                Serve(wire);
                quietSince = Environment.TickCount64;
            }
            else if (accepted.Error != SocketError.ConnectionAborted)
            {
                // Empty; with the door closed, handshakes under way have a moment to finish.
                if (!door || accepted.Error == SocketError.OperationAborted || Environment.TickCount64 - quietSince > s_handshake.TotalMilliseconds)
                {
                    break;
                }

                await Task.Delay(s_look).ConfigureAwait(false);
            }

            if (_hurried || Environment.TickCount64 > until)
            {
                break;
            }
        }

        await FirstBytesAsync(until).ConfigureAwait(false);
        acceptor.Dispose();
        if (path is not null)
        {
            File.Delete(path);
        }
    }

    private TransportConnection? TakeLast()
    {
        lock (_gate)
        {
            return _last.TryDequeue(out var last) ? last : null;
        }
    }

    /// <summary>
    /// "No more connections" is Kestrel's sign to close those that are silent, and it takes one whose work has not started yet for silent: on a
    /// busy machine its request would go unanswered. So the sign waits until the application has begun to read what it was given.
    /// </summary>
    private async Task BeganToReadAsync()
    {
        var until = Environment.TickCount64 + (long)host.Options.UnbindPatience.TotalMilliseconds;
        while (!_hurried && Environment.TickCount64 < until && host.Open.HasUnreadOf(this))
        {
            await Task.Delay(s_look).ConfigureAwait(false);
        }
    }

    private async Task FirstBytesAsync(long until)
    {
        while (!_hurried && Environment.TickCount64 < until)
        {
            lock (_gate)
            {
                var silent = false;
                foreach (var connection in _last)
                {
                    silent |= !connection.HasInput;
                }

                if (!silent)
                {
                    return;
                }
            }

            await Task.Delay(s_look).ConfigureAwait(false);
        }
    }
}
