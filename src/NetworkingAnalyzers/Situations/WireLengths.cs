using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Numbers of four bytes and more that a peer has sent, and whether anybody bounds them before they are used.</summary>
internal static class WireLengths
{
    /// <summary>A number that was masked to this or less, sixteen million, is bounded.</summary>
    private const int SmallMask = 0xFF_FFFF;

    private const int LargeShift = 16;

    /// <summary>Whether the value is decoded from bytes that came over a connection, as this body sees it.</summary>
    public static bool IsDecoded(IOperation value, Seen seen) =>
        IsWide(value, seen, depth: 2) && !IsNarrowed(value) && ComesFromConnection(value, seen);

    /// <summary>Whether something before the place may bound the number: a comparison with more than zero, a call that is given it, a value made of it.</summary>
    public static bool IsBoundedBefore(IOperation place, ILocalSymbol number, Seen seen) =>
        Writes.ReadsAmong(seen.Body.MentionsOf(number))
            .Where(mention => mention.Syntax.SpanStart < place.Syntax.SpanStart && !Operations.Contains(place, mention))
            .Any(IsPerhapsBound);

    private static bool IsWide(IOperation value, Seen seen, int depth)
    {
        var origins = Origin.Of(value, seen.Sources);
        return !origins.IsEmpty && origins.All(origin => origin switch
        {
            IInvocationOperation call when seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.DecodesWideNumber) => true,
            IInvocationOperation { TargetMethod.Name: "NetworkToHostOrder" or "ReverseEndianness" or "HostToNetworkOrder", Arguments.Length: 1 } swap => depth > 0 && IsWide(swap.Arguments[0].Value, seen, depth - 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Or or BinaryOperatorKind.Add } sum => Operations.Below(sum).Any(below =>
                below is IBinaryOperation { OperatorKind: BinaryOperatorKind.LeftShift, RightOperand.ConstantValue: { HasValue: true, Value: int and > LargeShift } }),
            _ => false,
        });
    }

    /// <summary>A mask, a cast to two bytes, or a method of this compilation that looks at what it returns.</summary>
    private static bool IsNarrowed(IOperation value) => Operations.Below(value).Any(below => below switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.And } mask => IsSmall(mask.LeftOperand) || IsSmall(mask.RightOperand),
        IConversionOperation { IsImplicit: false, Type.SpecialType: SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 } => true,
        IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false } call => IsLookedAtIn(call.TargetMethod),
        _ => false,
    });

    private static bool IsLookedAtIn(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length != 1
        || method.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().Any(node => node.Kind() is SyntaxKind.ThrowStatement or SyntaxKind.ThrowExpression
            or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression);

    private static bool IsSmall(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: int and >= 0 and <= SmallMask };

    /// <summary>What decodes is a connection's reader, is given a connection, or is given bytes that a call on a connection filled or returned.</summary>
    internal static bool ComesFromConnection(IOperation value, Seen seen)
    {
        var buffers = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var below in Operations.Below(value))
        {
            if (below is IInvocationOperation call && IsGivenConnection(call, seen))
            {
                return true;
            }

            if (Makings.SymbolOf(below) is { } symbol && IsBytes(below.Type))
            {
                buffers.Add(symbol);
            }
        }

        return buffers.Any(buffer => seen.Body.MentionsOf(buffer).Any(mention =>
            CallsAround(mention).Any(filling => IsGivenConnection(filling, seen))
            || (Write.By(mention) is { Value: { } made } && Operations.Below(made).OfType<IInvocationOperation>().Any(returning => IsGivenConnection(returning, seen)))));
    }

    /// <summary>The calls of its statement that a value is given to, directly or as a slice.</summary>
    private static IEnumerable<IInvocationOperation> CallsAround(IOperation value)
    {
        for (var up = value.Parent; up is not null and not IBlockOperation and not ILoopOperation; up = up.Parent)
        {
            if (up is IInvocationOperation call)
            {
                yield return call;
            }
        }
    }

    private static bool IsGivenConnection(IInvocationOperation call, Seen seen) =>
        Connections.Carries(Uses.ReceiverOf(call), seen) || call.Arguments.Any(argument => Connections.Carries(argument.Value, seen));

    private static bool IsBytes(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => true,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", TypeArguments: { Length: 1 } of } => of[0].SpecialType == SpecialType.System_Byte,
        _ => false,
    };

    private static bool IsPerhapsBound(IOperation mention)
    {
        while (mention.Parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply })
        {
            mention = mention.Parent;
        }

        return mention.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => false,
            IBinaryOperation comparison => !IsNoLimit(ReferenceEquals(comparison.LeftOperand, mention) ? comparison.RightOperand : comparison.LeftOperand),
            IIsPatternOperation { Pattern: IConstantPatternOperation } => false,
            IIsPatternOperation { Pattern: IRelationalPatternOperation { Value: { } limit } } => !IsNoLimit(limit),
            IArgumentOperation { Parent: IInvocationOperation said } => !IsOnlySaid(said),
            IInterpolationOperation => false,
            _ => true,
        };
    }

    /// <summary>What tells "nothing" or "failed" from a length bounds nothing from above.</summary>
    private static bool IsNoLimit(IOperation value) => value.ConstantValue is { HasValue: true, Value: 0 or 0L or 0U or 0UL or 1 or -1 };

    private static bool IsOnlySaid(IInvocationOperation call) =>
        call.TargetMethod.ContainingType?.Name is "Console" or "Debug" or "Trace" || call.TargetMethod.Name.StartsWith("Log", System.StringComparison.Ordinal);
}
