using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What threads and asynchronous code wait for one another with: locks, and promises that somebody else keeps.</summary>
internal static class Guarding
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(TakesLock, "System.Threading.SemaphoreSlim", "Wait", "WaitAsync"),
        new ApiRow(GivesLockBack, "System.Threading.SemaphoreSlim", "Release"),
        new ApiRow(TakesLock, "System.Threading.WaitHandle", "WaitOne"),
        new ApiRow(GivesLockBack, "System.Threading.Semaphore", "Release"),
        new ApiRow(GivesLockBack, "System.Threading.Mutex", "ReleaseMutex"),
        new ApiRow(TakesLock, "System.Threading.Monitor", "Enter", "TryEnter"),
        new ApiRow(GivesLockBack, "System.Threading.Monitor", "Exit"),
        new ApiRow(TakesLock, "System.Threading.ReaderWriterLockSlim", "EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock"),
        new ApiRow(GivesLockBack, "System.Threading.ReaderWriterLockSlim", "ExitReadLock", "ExitWriteLock", "ExitUpgradeableReadLock"),

        new ApiRow(MakesPromise, "System.Threading.Tasks.TaskCompletionSource", ".ctor"),
        new ApiRow(MakesPromise, "System.Threading.Tasks.TaskCompletionSource`1", ".ctor"),
        new ApiRow(KeepsPromise, "System.Threading.Tasks.TaskCompletionSource", PromiseKeepers),
        new ApiRow(KeepsPromise, "System.Threading.Tasks.TaskCompletionSource`1", PromiseKeepers),

        new ApiRow(ShutsDown, "System.Net.Sockets.Socket", "Shutdown"));

    private static string[] PromiseKeepers => ["SetResult", "TrySetResult", "SetException", "TrySetException", "SetCanceled", "TrySetCanceled"];
}

/// <inheritdoc/>
internal readonly partial struct Topics
{
    /// <summary>Waits until a lock (or a place in a semaphore) is free, and takes it.</summary>
    public static readonly Topics TakesLock = New();

    /// <summary>Lets go of what <see cref="TakesLock"/> took. Who took it and does not come here keeps it for ever.</summary>
    public static readonly Topics GivesLockBack = New();

    /// <summary>Makes a task that somebody completes by hand: <c>new TaskCompletionSource</c>.</summary>
    public static readonly Topics MakesPromise = New();

    /// <summary>Completes it, and runs what waits for it there and then unless it was made otherwise: <c>TrySetResult</c>.</summary>
    public static readonly Topics KeepsPromise = New();

    /// <summary>Says goodbye to the peer and keeps the descriptor: <c>Socket.Shutdown</c>. Throws where there is nobody to say it to.</summary>
    public static readonly Topics ShutsDown = New();
}
