using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>What makes a writer give up the bytes that it gathers.</summary>
internal static class Flushes
{
    /// <summary>A flush, or an end of the writer, which flushes.</summary>
    public static bool Is(IOperation? use) => use is IInvocationOperation { TargetMethod.Name: "Flush" or "FlushAsync" or "Close" or "Dispose" or "DisposeAsync" };

    /// <summary>A mention of the writer in a method that flushes it and writes nothing itself: a timer's, or one that callers are to call.</summary>
    public static bool AreOfWhatOthersWrote(IOperation mention, ISymbol writer) =>
        Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: "Flush" or "FlushAsync" }
        && !Body.Around(mention).MentionsOf(writer).Any(other => Uses.UserOf(other) is IInvocationOperation { TargetMethod.Name: "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync" or "WriteByte" });
}
