using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that start work elsewhere, or hold up the thread they run on.</summary>
internal static class Threads
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(StartsWork, "System.Threading.Thread", ".ctor", "Start"),
        new ApiRow(StartsWork, "System.Threading.ThreadPool", "QueueUserWorkItem", "UnsafeQueueUserWorkItem"),
        new ApiRow(StartsWork, "System.Threading.Tasks.Task", ".ctor", "Run"),
        new ApiRow(StartsWork, "System.Threading.Tasks.TaskFactory", "StartNew"),

        new ApiRow(BlocksThread, "System.Threading.Thread", "Sleep", "Join"),
        new ApiRow(BlocksThread, "System.Threading.Tasks.Task", "Wait", "WaitAll", "WaitAny"),
        new ApiRow(BlocksThread, "System.Threading.Tasks.Task`1", "Result"),
        new ApiRow(BlocksThread, "System.Threading.Tasks.ValueTask`1", "Result"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.TaskAwaiter", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.TaskAwaiter`1", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ValueTaskAwaiter", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ValueTaskAwaiter`1", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ConfiguredTaskAwaitable+ConfiguredTaskAwaiter", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable+ConfiguredValueTaskAwaiter", "GetResult"),
        new ApiRow(BlocksThread, "System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1+ConfiguredValueTaskAwaiter", "GetResult"),

        new ApiRow(ContinuesTask, "System.Threading.Tasks.Task", "ContinueWith"),
        new ApiRow(ContinuesTask, "System.Threading.Tasks.Task`1", "ContinueWith"),

        new ApiRow(WaitsForSignal, "System.Threading.WaitHandle", "WaitOne", "WaitAny", "WaitAll"),
        new ApiRow(WaitsForSignal, "System.Threading.ManualResetEventSlim", "Wait"),
        new ApiRow(WaitsForSignal, "System.Threading.CountdownEvent", "Wait"),
        new ApiRow(WaitsForSignal, "System.Threading.Barrier", "SignalAndWait"));

    /// <summary>Names by which a project says that nobody waits for a task: <c>Forget</c>, <c>FireAndForget</c>, <c>DoNotAwait</c>.</summary>
    public static bool LetsGo(string name) =>
        name.EndsWith("Forget", System.StringComparison.Ordinal) || name.EndsWith("NotAwait", System.StringComparison.Ordinal) || name is "NoAwait" or "Ignore";
}

/// <inheritdoc/>
internal readonly partial struct Topics
{
    /// <summary>Runs code when a task has ended: <c>ContinueWith</c>.</summary>
    public static readonly Topics ContinuesTask = New();
}
