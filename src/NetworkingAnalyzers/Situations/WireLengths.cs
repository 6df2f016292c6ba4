using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

    /// <summary>Whether the value is a length that the peer has said: decoded from bytes, parsed from a text that came over a connection, or in the head of a request.</summary>
    public static bool IsSaid(IOperation value, Seen seen) => IsDecoded(value, seen) || IsParsed(value, seen) || IsSaidByRequest(value, seen);

    /// <summary><c>new byte[request.ContentLength64]</c>, where nobody in the type compares that with a limit.</summary>
    public static bool IsSaidByRequest(IOperation value, Seen seen) =>
        Uses.Plain(value) is IPropertyReferenceOperation { Property: var property } && seen.Types.TopicsOf(property).HasAny(Topics.SaysLengthOfBody)
        && seen.Body.Owner?.ContainingType is { } type
        && !seen.Sources.NamesIn(type, property.Name).Any(IsComparedWithLimit);

    /// <summary><c>var body = new byte[BitConverter.ToInt32(e.Buffer, 0)]; Receive(body)</c>: what is decoded from bytes that others have put there says how much of a connection is read.</summary>
    public static bool IsAnnounced(IOperation value, IOperation allocation, Seen seen) =>
        IsWide(value, seen, depth: 2) && !IsNarrowed(value)
        && Fate.Of(allocation) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol { Type: IArrayTypeSymbol } array }
        && Operations.Below(value).FirstOrDefault(below => below is IMemberReferenceOperation && IsBytes(below.Type)) is { } bytes && Makings.SymbolOf(bytes) is { } source
        && seen.Body.MentionsOf(source).All(mention => Write.By(mention) is not null || !CallsAround(mention).Any(given => !given.TargetMethod.DeclaringSyntaxReferences.IsEmpty && mention.Syntax.SpanStart < allocation.Syntax.SpanStart))
        && seen.Body.MentionsOf(array).Any(mention => CallsAround(mention).Any(filling => Receives.IsOne(filling, seen)));

    /// <summary>The <c>TryParse</c> that writes the variable mentioned; null where something else does.</summary>
    public static IOperation? ParsedInto(IOperation mention, Seen seen) =>
        (mention.Parent is IDeclarationExpressionOperation declared ? declared.Parent : mention.Parent) is IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation { TargetMethod: { Name: "TryParse" } method } call }
        && seen.Types.TopicsOf(method).HasAny(Topics.ParsesWhole)
            ? call
            : null;

    /// <summary><c>int.Parse(line.Substring(16))</c> of a line that came over a connection, as this body sees it.</summary>
    private static bool IsParsed(IOperation value, Seen seen) =>
        Uses.Plain(value) is IInvocationOperation { TargetMethod: { Name: "Parse" or "TryParse" or "ToInt32" or "ToInt64" or "ToUInt32" } method, Arguments: { Length: > 0 } given }
        && seen.Types.TopicsOf(method).HasAny(Topics.ParsesWhole)
        && (method.ContainingType is { Name: "Convert" } or { SpecialType: SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 })
        && !IsNarrowed(value)
        && (ComesFromConnection(given[0].Value, seen)
            || IsInHeader(given[0].Value, seen)
            || Makings.Of(given[0].Value, seen.Body).OfType<ILocalSymbol>().Any(text => IsText(text.Type) && Writes.Among(seen.Body.MentionsOf(text)).Any(write => write.Value is { } written && ComesFromConnection(written, seen))));

    /// <summary><c>headers["Content-Length"]</c>, <c>headers.TryGetValue("Content-Length", out var text)</c>, in a body that reads a connection.</summary>
    private static bool IsInHeader(IOperation text, Seen seen) =>
        Operations.Below(text).Any(part => IsLookedUp(part) || (part is ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_String } local }
            && Writes.Among(seen.Body.MentionsOf(local)).Any(write => write.Value is { } written ? Operations.Below(written).Any(IsLookedUp) : Operations.Above<IArgumentOperation>(write.At)?.Parent is { } call && IsLookedUp(call))))
        && seen.Net.CallsOf(Receiving.Reads).Any(read => Connections.Carries(Uses.ReceiverOf(read), seen));

    private static bool IsLookedUp(IOperation part) => part switch
    {
        IInvocationOperation call => call.Arguments.Any(argument => SaysLength(argument.Value)),
        IPropertyReferenceOperation { Property.IsIndexer: true } indexer => indexer.Arguments.Any(argument => SaysLength(argument.Value)),
        _ => false,
    };

    private static bool SaysLength(IOperation name) => name.ConstantValue is { HasValue: true, Value: string text } && string.Equals(text.TrimEnd(':', ' '), Text.LengthHeader, System.StringComparison.OrdinalIgnoreCase);

    private static bool IsText(ITypeSymbol type) => type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String };

    private static bool IsComparedWithLimit(SyntaxNode name) =>
        name.Ancestors().TakeWhile(up => up is not (StatementSyntax or MemberDeclarationSyntax)).Any(up =>
            up is IsPatternExpressionSyntax or SwitchExpressionSyntax
            || (up is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression or (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression } test
                && !(test.Left is LiteralExpressionSyntax { Token.Value: 0 or 1 }) && !(test.Right is LiteralExpressionSyntax { Token.Value: 0 or 1 })));

    /// <summary>Whether something before the place may bound the number: a comparison with more than zero, a call that is given it, a value made of it.</summary>
    public static bool IsBoundedBefore(IOperation place, ILocalSymbol number, Seen seen) => IsBoundedBefore(place, number, seen, copies: 1);

    /// <summary>A copy of the number, <c>var left = length;</c>, bounds it where it is bounded itself.</summary>
    private static bool IsBoundedBefore(IOperation place, ILocalSymbol number, Seen seen, int copies) =>
        Writes.ReadsAmong(seen.Body.MentionsOf(number))
            .Where(mention => mention.Syntax.SpanStart < place.Syntax.SpanStart && !Operations.Contains(place, mention))
            .Any(mention => copies > 0 && Uses.Whole(mention) is { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var copy } } } ? IsBoundedBefore(place, copy, seen, copies - 1) : IsPerhapsBound(mention));

    /// <summary>Whether the value is decoded, with its sign, from bytes that came over a connection: in this body, or in that of whoever calls this function.</summary>
    public static bool IsDecodedSigned(IOperation value, Seen seen) =>
        value.Type?.SpecialType is SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64
        && !IsNarrowed(value)
        && (IsWide(value, seen, depth: 2) || Origin.Of(value, seen.Sources) is { IsEmpty: false } origins && origins.All(origin => IsSignedNumber(origin, seen)))
        && !Operations.Below(value).Any(below => below.Type?.SpecialType is SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64)
        && (ComesFromConnection(value, seen) || ComesFromCallers(value, seen));

    private static bool IsSignedNumber(IOperation origin, Seen seen) =>
        origin is IInvocationOperation { Type.SpecialType: SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 } call
        && seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.ReadsMachineOrder | Topics.DecodesWideNumber);

    /// <summary>The bytes are a parameter of a private function, and each caller has them from a connection.</summary>
    private static bool ComesFromCallers(IOperation value, Seen seen)
    {
        if (seen.Body.Owner is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private } owner
            || Operations.Below(value).OfType<IParameterReferenceOperation>().FirstOrDefault(bytes => IsBytes(bytes.Type)) is not { Parameter: var parameter }
            || Writes.Among(seen.Body.MentionsOf(parameter)).Any())
        {
            return false;
        }

        var calls = seen.Sources.ReferencesTo(owner, seen.Cancellation).ToList();
        return calls.Count > 0 && calls.All(call => call is IInvocationOperation { Arguments: var arguments }
            && arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { Value: { } given }
            && ComesFromConnection(given, seen.In(Body.Around(call))));
    }

    /// <summary>
    /// Whether every test that the number has passed on the way to the place says that it is not too large, and none that it is
    /// not negative. A test that cannot be read, or a call that is given the number, may say so.
    /// </summary>
    public static bool IsBoundedFromAboveOnly(IOperation place, ILocalSymbol number, Seen seen)
    {
        var bounds = 0;
        foreach (var mention in Writes.ReadsAmong(seen.Body.MentionsOf(number)))
        {
            if (mention.Syntax.SpanStart >= place.Syntax.SpanStart || Operations.Contains(place, mention))
            {
                continue;
            }

            if (!ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(place)) || !IsUpperBound(mention, place))
            {
                return false;
            }

            bounds++;
        }

        return bounds > 0;
    }

    /// <summary><c>if (number > limit) return;</c> before the place, <c>if (number &lt;= limit) { .. }</c> around it; also among others with <c>||</c> and <c>&amp;&amp;</c>.</summary>
    private static bool IsUpperBound(IOperation mention, IOperation place)
    {
        var value = Uses.Whole(mention);
        if (value.Parent is not IBinaryOperation comparison || Uses.Whole(mention).Type?.SpecialType is SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64)
        {
            return false;
        }

        var left = ReferenceEquals(comparison.LeftOperand, value);
        var saysLess = comparison.OperatorKind switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual => left,
            BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => !left,
            _ => (bool?)null,
        };
        var whole = (IOperation)comparison;
        while (whole.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or IParenthesizedOperation)
        {
            whole = whole.Parent;
        }

        if (saysLess is null || whole.Parent is not IConditionalOperation { Type: null } condition || !ReferenceEquals(condition.Condition, whole))
        {
            return false;
        }

        // What holds at the place is each part of an 'and' that is true, and the opposite of each part of an 'or' that is false.
        var inside = Operations.Contains(condition.WhenTrue, place);
        var joined = inside ? BinaryOperatorKind.ConditionalAnd : BinaryOperatorKind.ConditionalOr;
        for (var up = comparison.Parent; up is not null && !ReferenceEquals(up, condition); up = up.Parent)
        {
            if (up is IBinaryOperation part && part.OperatorKind != joined)
            {
                return false;
            }
        }

        return inside ? saysLess == true : saysLess == false && Leaves(condition.WhenTrue);
    }

    private static bool Leaves(IOperation branch) =>
        (branch is IBlockOperation { Operations: { IsEmpty: false } statements } ? statements[statements.Length - 1] : branch) is IReturnOperation or IThrowOperation or IBranchOperation or IExpressionStatementOperation { Operation: IThrowOperation };

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
        // One that gives bytes bounds how many, not what they say.
        IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false } call => !IsBytes(Awaiting.ResultOf(call.Type)) && IsLookedAtIn(call.TargetMethod),
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
        Connections.Carries(Uses.ReceiverOf(call), seen) || call.Arguments.Any(argument => Connections.Carries(argument.Value, seen))
        || (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && Receives.IsOne(call, seen));

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
