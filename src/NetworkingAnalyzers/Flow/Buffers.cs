using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What can be said of an array, span or memory without running the code.</summary>
internal static class Buffers
{
    /// <summary>An expression that is visibly of length 0: <c>Array.Empty&lt;byte&gt;()</c>, <c>Memory&lt;byte&gt;.Empty</c>, <c>new byte[0]</c>, <c>default</c>, <c>[]</c>.</summary>
    public static bool IsEmpty(IOperation value)
    {
        value = Uses.Plain(value);
        return value switch
        {
            IInvocationOperation { TargetMethod: { Name: "Empty", IsStatic: true, Parameters.Length: 0 } } => true,
            IPropertyReferenceOperation { Property: { Name: "Empty", IsStatic: true } } => true,
            IFieldReferenceOperation { Field: { Name: "Empty" or "EmptyTypes", IsStatic: true } } => true,
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => sizes[0].ConstantValue is { HasValue: true, Value: 0 },
            IDefaultValueOperation => value.Type is { Name: "Memory" or "Span" or "ArraySegment" or "ReadOnlyMemory" or "ReadOnlySpan" },
            _ => false,
        };
    }

    /// <summary><c>byte[]</c>, and spans, memories and segments of bytes.</summary>
    public static bool IsOfBytes(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => true,
        INamedTypeSymbol { Name: "Span" or "Memory" or "ArraySegment", TypeArguments: { Length: 1 } of } => of[0].SpecialType == SpecialType.System_Byte,
        _ => false,
    };
}
