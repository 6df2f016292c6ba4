using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Pipes and pools: memory that is borrowed and given back.</summary>
internal static class Pipes
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ReadsPipe, "System.IO.Pipelines.PipeReader", "ReadAsync", "ReadAtLeastAsync"),
        new ApiRow(AdvancesPipe, "System.IO.Pipelines.PipeReader", "AdvanceTo"),
        new ApiRow(FlushesPipe, "System.IO.Pipelines.PipeWriter", "FlushAsync", "WriteAsync"),
        new ApiRow(ReturnsBuffer, "System.Buffers.ArrayPool`1", "Return"));
}

internal readonly partial struct Topics
{
    /// <summary>Waits for bytes of a pipe; its result says whether more can come.</summary>
    public static readonly Topics ReadsPipe = New();

    /// <summary>Gives the bytes of the last read back to a pipe: <c>PipeReader.AdvanceTo</c>.</summary>
    public static readonly Topics AdvancesPipe = New();

    /// <summary>Hands bytes to whoever reads a pipe; its result says whether anybody still does.</summary>
    public static readonly Topics FlushesPipe = New();

    /// <summary>Gives an array back to its pool: <c>ArrayPool.Return</c>.</summary>
    public static readonly Topics ReturnsBuffer = New();
}
