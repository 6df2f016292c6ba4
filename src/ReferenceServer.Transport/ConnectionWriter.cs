using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport;

/// <summary>The application's output: gathered until it flushes, then sent; a flush waits when more than <see cref="PipeSettings.MaxUnsent"/> is not sent.</summary>
/// <remarks>
/// Writes as <see cref="Pipe"/>'s writer does; see <see cref="ConnectionReader"/> for why it is not one.
/// Sending is one thread of control: there is nothing to send, or it is under way on some thread, or waits for the wire, or is over.
/// </remarks>
internal sealed class ConnectionWriter(IPipeOwner owner, Wire wire, PipeSettings settings) : PipeWriter, IValueTaskSource<FlushResult>
{
    private static readonly Action<object?> s_goOn = static writer => ((ConnectionWriter)writer!).GoOn();

    private SegmentQueue _bytes;
    private Waiter _waiter;
    private long _unflushed;
    private long _unsent; // flushed, and not taken by the system
    private long _batch; // of these, what is being sent: was there when sending last began
    private long _sendingSince;
    private Exception? _failure;
    private TaskCompletionSource? _over;
    private bool _isSending;
    private bool _isCancelled;
    private bool _isComplete; // the application writes no more
    private bool _isOver; // nothing more is sent, and the wire is not used for it any more

    public long BytesSent { get; private set; }

    /// <summary>Since when the system has not taken all of what it was given (<see cref="Environment.TickCount64"/>); zero: it has.</summary>
    public long SendingSince => Volatile.Read(ref _sendingSince);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        lock (wire.Gate)
        {
            return _isComplete ? throw new InvalidOperationException("The writer is complete.") : _bytes.Lease(settings.Pool, sizeHint);
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        lock (wire.Gate)
        {
            if (!_isComplete)
            {
                _bytes.Advance(bytes);
                _unflushed += bytes;
            }
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        bool sends;
        lock (wire.Gate)
        {
            Commit();
            sends = BeginSending();
        }

        if (sends)
        {
            // On an I/O thread later, so that what is flushed until then leaves in the same call; elsewhere now.
            wire.Sending.Schedule(s_goOn, this);
        }

        lock (wire.Gate)
        {
            if (!_waiter.HasBegun)
            {
                if (_isCancelled || _isOver || _unsent < settings.MaxUnsent)
                {
                    return new ValueTask<FlushResult>(Take());
                }

                _waiter.Begin();
            }
        }

        if (cancellationToken.CanBeCanceled)
        {
            // The result is fetched after this method has returned, so the waiter is still the same.
            _waiter.Keep(cancellationToken.UnsafeRegister(static writer => ((ConnectionWriter)writer!).CancelWait(), this));
        }

        return new ValueTask<FlushResult>(this, 0);
    }

    public override void CancelPendingFlush()
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            _isCancelled = true;
            resumption = _waiter.End();
        }

        resumption.On(wire.Application);
    }

    public override void Complete(Exception? exception = null)
    {
        lock (wire.Gate)
        {
            if (_isComplete)
            {
                return;
            }

            Commit();
            (_isComplete, _failure) = (true, exception);
            if (!BeginSending())
            {
                return;
            }
        }

        wire.Sending.Schedule(s_goOn, this);
    }

    /// <summary>The wait for the wire is over.</summary>
    public void OnWritable() => GoOn();

    /// <summary>Sends no more; what is under way is ended by <see cref="Wire.Interrupt"/>. Called after <see cref="IPipeOwner.IsOver"/> became true.</summary>
    public void Stop()
    {
        lock (wire.Gate)
        {
            if (_isSending || _isOver)
            {
                return; // it sees IsOver
            }

            _isSending = true;
        }

        Finish();
    }

    /// <summary>Returns when nothing more is sent. Until then the wire may be used.</summary>
    public Task WhenOverAsync()
    {
        lock (wire.Gate)
        {
            return _isOver ? Task.CompletedTask : (_over ??= new TaskCompletionSource()).Task;
        }
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        CancellationTokenRegistration registration = default;
        try
        {
            lock (wire.Gate)
            {
                var isCancelled = _waiter.IsCancelled;
                registration = _waiter.Fetch();
                return isCancelled ? throw new OperationCanceledException(registration.Token) : Take();
            }
        }
        finally
        {
            // Without the lock: it waits for a call back that is under way, which wants the lock.
            registration.Dispose();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token)
    {
        lock (wire.Gate)
        {
            return _waiter.Status;
        }
    }

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            resumption = _waiter.Continue(continuation, state, flags);
        }

        resumption.On(wire.Application);
    }

    private void CancelWait()
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            resumption = _waiter.End(cancelled: true);
        }

        resumption.On(wire.Application);
    }

    // Completed: nobody takes what is written. Why is in the connection's IConnectionEndingFeature.
    private FlushResult Take()
    {
        var result = new FlushResult(_isCancelled, _isOver);
        _isCancelled = false;
        return result;
    }

    private void Commit()
    {
        _bytes.Commit();
        if (_isOver)
        {
            _bytes.Clear();
        }
        else
        {
            _unsent += _unflushed;
        }

        _unflushed = 0;
    }

    private bool BeginSending()
    {
        if (_isSending || _isOver || (_unsent == 0 && !_isComplete))
        {
            return false;
        }

        return _isSending = true;
    }

    private void GoOn()
    {
        try
        {
            if (!SendAll())
            {
                return;
            }
        }
        catch (Exception bug)
        {
            owner.Break(bug);
        }

        Finish();
    }

    /// <summary>Sends what is there.</summary>
    /// <returns>Whether that was the last; otherwise sending waits, for the wire or for a flush.</returns>
    private bool SendAll()
    {
        while (true)
        {
            ReadOnlySequence<byte> batch;
            lock (wire.Gate)
            {
                if (owner.IsOver)
                {
                    return true;
                }

                if (_batch == 0 && !BeginBatch())
                {
                    if (_isComplete)
                    {
                        break;
                    }

                    _isSending = false;
                    return false;
                }

                batch = _bytes.Committed.Slice(0, _batch);
            }

            var sent = wire.Send(batch);
            if (sent.Error == SocketError.WouldBlock)
            {
                if (!wire.AwaitWritable())
                {
                    return false;
                }
            }
            else if (sent.Failed)
            {
                owner.Fail(sent.Error);
                return true;
            }
            else
            {
                OnSent(batch.GetPosition(sent.Bytes), sent.Bytes);
            }
        }

        if (_failure is not null)
        {
            owner.Break(_failure);
        }
        else
        {
            wire.EndSending();
        }

        return true;
    }

    // The write deadline is for a batch: what is flushed meanwhile does not extend it.
    private bool BeginBatch()
    {
        _batch = _unsent;
        Volatile.Write(ref _sendingSince, _batch == 0 ? 0 : Environment.TickCount64);
        return _batch > 0;
    }

    private void OnSent(SequencePosition upTo, int count)
    {
        Resumption resumption = default;
        BytesSent += count;
        lock (wire.Gate)
        {
            _bytes.Consume(upTo);
            _batch -= count;
            _unsent -= count;
            if (_batch == 0)
            {
                Volatile.Write(ref _sendingSince, 0);
                owner.OnSent();
            }

            if (_unsent < settings.ResumeUnsent)
            {
                resumption = _waiter.End();
            }
        }

        resumption.On(wire.Application);
    }

    private void Finish()
    {
        Resumption resumption;
        TaskCompletionSource? over;
        lock (wire.Gate)
        {
            _isOver = true;
            Volatile.Write(ref _sendingSince, 0);
            if (!_bytes.IsLeased)
            {
                _bytes.Clear();
            }

            over = _over;
            resumption = _waiter.End();
        }

        resumption.On(wire.Application);
        over?.SetResult();
    }
}
