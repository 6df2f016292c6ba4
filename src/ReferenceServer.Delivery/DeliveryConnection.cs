using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>How a connection ended.</summary>
/// <param name="Code">Why; none for an end of the stream between two frames.</param>
/// <param name="ByPeer">Whether the peer said so.</param>
/// <param name="Text">What the peer said, or what failed.</param>
internal readonly record struct Ending(ErrorCode Code, bool ByPeer = false, string Text = "");

/// <summary>One connection attached to a session: moves bytes between the pipe and the session's state, and gives that the time.</summary>
internal sealed class DeliveryConnection(ConnectionContext context, DeliveryOptions options, ILogger log)
{
    private const int WriteBudget = 64 << 10;
    private const int WritesInARow = 4;
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeliverySession? _session;

    // Who has the pen writes. It is not given out before the session runs, so that the greeting comes first, and never given back after the goodbye.
    private Pen _pen = Pen.Held;
    private int _closing = -1;

    public PipeWriter Output => context.Transport.Output;

    public string Id => context.ConnectionId;

    private enum Pen
    {
        Free,
        Held,
        HeldAndAskedFor,
    }

    /// <summary>There is something to write: another thread writes it, so this is called under the session's lock, too.</summary>
    public void Wake()
    {
        if (TryTakePen())
        {
            // Behind what waits already, which may have more to say: so messages are gathered.
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Write(), this, preferLocal: false);
        }
    }

    /// <summary>Whether the caller now has the pen and so has to call <see cref="Write"/>. Whoever is asked to write meanwhile leaves it to the caller.</summary>
    public bool TryTakePen() =>
        Interlocked.CompareExchange(ref _pen, Pen.Held, Pen.Free) == Pen.Free
        || Interlocked.Exchange(ref _pen, Pen.HeldAndAskedFor) == Pen.Free;

    /// <summary>Writes what there is, on this thread, and gives the pen back. Waits for nobody; not under the session's lock.</summary>
    public void Write() => _ = WriteAsync();

    /// <summary>Ends the connection: what is written is written, then a goodbye with this code. The first reason counts. Never blocks.</summary>
    public void Close(ErrorCode code)
    {
        if (Interlocked.CompareExchange(ref _closing, (int)code, -1) == -1)
        {
            // Not on this thread: the caller holds the session's lock, and a stream's reader goes on inside of the call.
            ThreadPool.UnsafeQueueUserWorkItem(static input => input.CancelPendingRead(), context.Transport.Input, preferLocal: false);
            Wake();
        }
    }

    /// <summary>Serves the session until the connection ends.</summary>
    public async Task<Ending> RunAsync(DeliverySession session, Func<int, ValueTask>? throttle = null)
    {
        var tick = TimeSpan.FromTicks(Math.Min(options.Limits.Heartbeat.Ticks / 4, TimeSpan.TicksPerSecond));
        await using var timer = options.Time.CreateTimer(_ => Tick(session), null, tick, tick).ConfigureAwait(false);
        _session = session;
        Write();
        var ending = await ReadAsync(session, throttle).ConfigureAwait(false);
        session.Detach(this);
        Close(ending.Code);
        try
        {
            await _written.Task.WaitAsync(s_goodbye).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer takes no bytes: it gets no goodbye.
            context.Abort(new ConnectionAbortedException("The peer takes no bytes."));
            await _written.Task.ConfigureAwait(false);
        }

        DeliveryLog.Ended(log, Id, session.Id, ending.Code, ending.ByPeer, ending.Text);
        return ending;
    }

    private void Tick(DeliverySession session)
    {
        var error = session.OnTick(this);
        if (error == ErrorCode.None)
        {
            Wake();
            return;
        }

        Close(error);
    }

    private async Task<Ending> ReadAsync(DeliverySession session, Func<int, ValueTask>? throttle)
    {
        var input = context.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync().ConfigureAwait(false);
                if (_closing >= 0)
                {
                    return new Ending((ErrorCode)_closing);
                }

                var buffer = result.Buffer;
                var length = buffer.Length;

                // With the pen in hand, what these bytes call for is written here, in one go, and not by a thread that has to be woken.
                var hasPen = TryTakePen();
                var error = session.OnBytes(this, ref buffer, out var bye);
                var taken = (int)(length - buffer.Length);
                var rest = buffer;
                input.AdvanceTo(rest.Start, rest.End);
                if (hasPen)
                {
                    Write();
                }

                if (error != ErrorCode.None || bye.Code != ErrorCode.None)
                {
                    return error != ErrorCode.None ? new Ending(error) : new Ending(bye.Code, ByPeer: true, bye.Text);
                }

                if (result.IsCompleted)
                {
                    return new Ending(length > taken ? ErrorCode.EndedInsideFrame : ErrorCode.None, ByPeer: true);
                }

                if (throttle is not null)
                {
                    await throttle(taken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException or ObjectDisposedException)
        {
            return new Ending(ErrorCode.None, ByPeer: true, gone.Message);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            if (await HasWrittenAllAsync().ConfigureAwait(false))
            {
                return;
            }

            _written.SetResult();
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            // The reader hears of it, too, and says so.
            _written.SetResult();
        }
        catch (Exception bug)
        {
            _written.SetException(bug);
        }

        Close(ErrorCode.None);
    }

    /// <returns>True: for now, and the pen is given back. False: for good, and it is kept.</returns>
    private async ValueTask<bool> HasWrittenAllAsync()
    {
        do
        {
            Interlocked.Exchange(ref _pen, Pen.Held);
            for (var writes = 1; _session!.Write(this, Output, WriteBudget); writes++)
            {
                if ((await Output.FlushAsync().ConfigureAwait(false)).IsCompleted)
                {
                    return false;
                }

                if (writes % WritesInARow == 0)
                {
                    // This may be the thread that reads.
                    await Task.Yield();
                }
            }

            if (_closing >= 0)
            {
                new Bye((ErrorCode)_closing, ((ErrorCode)_closing).ToString()).Write(Output);
                await Output.FlushAsync().ConfigureAwait(false);
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _pen, Pen.Free, Pen.Held) != Pen.Held);
        return true;
    }
}
