using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport.Portable;

/// <summary>One socket call at a time, awaitable and used again and again; its result is a value, also when it fails.</summary>
internal sealed class SocketOperation : SocketAsyncEventArgs, IValueTaskSource<Transfer>
{
    private ManualResetValueTaskSourceCore<Transfer> _source;

    public SocketOperation()
        : base(true)
    {
    }

    /// <summary>The result of the call: there already, or later.</summary>
    /// <param name="pending">What the socket's method returned.</param>
    public ValueTask<Transfer> Result(bool pending) => pending
        ? new ValueTask<Transfer>(this, _source.Version)
        : new ValueTask<Transfer>(Outcome);

    /// <summary>Before each call.</summary>
    public SocketOperation Again()
    {
        _source.Reset();
        return this;
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(Outcome);

    private Transfer Outcome => new(BytesTransferred, SocketError);

    Transfer IValueTaskSource<Transfer>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Transfer>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Transfer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
