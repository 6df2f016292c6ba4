using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Mend;

/// <summary>Whether a read asks for just the bytes that are wanted: then it may wait for all of them.</summary>
internal static class WantedLength
{
    /// <summary>From here on a constant size is a chunk to read into, not a message: reading it full would wait for bytes that never come.</summary>
    private const int Chunk = 128;

    /// <summary>
    /// A count given by the protocol (a length read before, a parameter, the few bytes of a header) is wanted whole; a buffer of
    /// a kilobyte only takes what comes.
    /// </summary>
    public static bool IsAskedFor(IInvocationOperation read, Sources sources) => !LengthsOf(read, sources).IsEmpty;

    /// <summary>The one constant that is wanted; null where it is none, or known only at run time.</summary>
    public static int? ConstantOf(IInvocationOperation read, Sources sources) =>
        LengthsOf(read, sources) is { Length: 1 } lengths && lengths[0].ConstantValue is { HasValue: true, Value: int size } ? size : null;

    /// <summary>The lengths that may be asked for; empty where one of them is not what is wanted.</summary>
    private static ImmutableArray<IOperation> LengthsOf(IInvocationOperation read, Sources sources)
    {
        if (Uses.ArgumentOf(read, "count") is { } count && LengthOf(count) is null)
        {
            return IsWanted(count) ? ImmutableArray.Create(count) : ImmutableArray<IOperation>.Empty;
        }

        var buffer = Uses.ArgumentOf(read, "buffer") ?? LengthOf(Uses.ArgumentOf(read, "count"));
        var origins = buffer is null ? ImmutableArray<IOperation>.Empty : Origin.Of(buffer, sources);
        var lengths = origins.Select(origin => origin switch
        {
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => sizes[0],
            IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan", Arguments: { Length: 3 } slice } => slice[2].Value,
            _ => null,
        }).ToList();
        return lengths.All(length => length is not null && IsWanted(length)) ? lengths.Select(length => length!).ToImmutableArray() : ImmutableArray<IOperation>.Empty;
    }

    private static bool IsWanted(IOperation length) =>
        length.ConstantValue is { HasValue: true, Value: int size } ? size < Chunk : Uses.Plain(length) is IParameterReferenceOperation or ILocalReferenceOperation;

    /// <summary>The buffer of <c>buffer.Length</c>.</summary>
    private static IOperation? LengthOf(IOperation? count) =>
        count is not null && Uses.Plain(count) is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } buffer } ? buffer : null;
}
