using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that start work elsewhere, or hold up the thread they run on.</summary>
internal static class Threads
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(StartsWork, "System.Threading.Thread", ".ctor", "Start"),
        new ApiRow(StartsWork, "System.Threading.ThreadPool", "QueueUserWorkItem", "UnsafeQueueUserWorkItem"),
        new ApiRow(StartsWork, "System.Threading.Tasks.Task", "Run"),
        new ApiRow(StartsWork, "System.Threading.Tasks.TaskFactory", "StartNew"),

        new ApiRow(BlocksThread, "System.Threading.Thread", "Sleep", "Join"),
        new ApiRow(BlocksThread, "System.Threading.Tasks.Task", "Wait", "WaitAll", "WaitAny"),
        new ApiRow(BlocksThread, "System.Threading.Tasks.Task`1", "Result"));
}
