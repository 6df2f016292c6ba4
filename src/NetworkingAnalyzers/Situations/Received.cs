using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>One receive into a buffer from its start, and what its function knows of how much came.</summary>
internal sealed class Received
{
    private readonly Call _call;

    private Received(Call call, ISymbol buffer)
    {
        _call = call;
        Buffer = buffer;
    }

    public ISymbol Buffer { get; }

    /// <summary>Null where the buffer cannot be named, or is filled from somewhere in its middle.</summary>
    public static Received? Of(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "offset") is { } offset && offset.ConstantValue is not { HasValue: true, Value: 0 })
        {
            return null;
        }

        return Uses.ArgumentOf(call.Operation, "buffer") is { } argument && NameOf(argument) is { } buffer ? new Received(call, buffer) : null;
    }

    /// <summary>
    /// Whether the count is known to be looked at for more than "did anything come": compared with something other than zero,
    /// added up, kept, given to code that may do so. Unknown is "yes".
    /// </summary>
    public bool IsMeasured()
    {
        var fate = Fate.Of(_call.Operation);
        if (fate.Kind == FateKind.Read)
        {
            return !IsTestForZero(fate.At);
        }

        if (fate is not { Kind: FateKind.Stored, Into: ILocalSymbol local, Accumulates: false })
        {
            return true;
        }

        if (!Writes.ReadsAmong(_call.Body.MentionsOf(local)).Any())
        {
            // NWA2001 speaks of a count that nobody reads.
            return true;
        }

        return IsMeasured(local, Body.FunctionOf(_call.Operation), _call.Body)
            || (fate.At is ISimpleAssignmentOperation { Parent: { } around } && around is not IExpressionStatementOperation && Fate.Of(fate.At) is { Kind: FateKind.Read } inline && !IsTestForZero(inline.At));
    }

    /// <summary>The mentions of the buffer behind the receive in its function, as far as the next receive into it.</summary>
    public IEnumerable<IOperation> UsesBehind()
    {
        var function = Body.FunctionOf(_call.Operation);
        foreach (var mention in _call.Body.MentionsOf(Buffer))
        {
            if (mention.Syntax.SpanStart < _call.Operation.Syntax.Span.End || !ReferenceEquals(Body.FunctionOf(mention), function))
            {
                continue;
            }

            if (Write.By(mention) is not null
                || (Operations.Above<IArgumentOperation>(mention)?.Parent is { } call && Uses.MemberOf(call) is { } member && _call.Net.TopicsOf(member).HasAny(Topics.ReceivesBytes | Topics.ReceivesExactly)))
            {
                yield break;
            }

            yield return mention;
        }
    }

    private static bool IsMeasured(ISymbol count, IOperation function, Body body)
    {
        foreach (var mention in Writes.ReadsAmong(body.MentionsOf(count)))
        {
            if (!ReferenceEquals(Body.FunctionOf(mention), function) || Looks(mention))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Used for something other than a test for zero, the length of a slice, a text to print.</summary>
    private static bool Looks(IOperation mention)
    {
        var value = mention;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type.SpecialType: not SpecialType.System_String })
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IBinaryOperation { Type.SpecialType: SpecialType.System_String } or IInterpolationOperation or IRangeOperation => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true, ContainingType.Name: not ("Math" or "ArgumentOutOfRangeException" or "Assert") } method } } => method.MethodKind == MethodKind.DelegateInvoke,
            { } parent => !IsTestForZero(parent),
            null => true,
        };
    }

    private static bool IsTestForZero(IOperation test) => test switch
    {
        IBinaryOperation comparison => (comparison.OperatorKind, comparison.RightOperand.ConstantValue.Value) is
            (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan, 0)
            or (BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual, 1)
            or (BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThan, -1),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => true,
        IIsPatternOperation { Pattern: IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => true,
        _ => false,
    };

    /// <summary>The variable below <c>AsSpan(0, n)</c>, <c>AsMemory()</c>, <c>new ArraySegment</c> and conversions.</summary>
    private static ISymbol? NameOf(IOperation buffer)
    {
        for (var steps = 0; steps < 8; steps++)
        {
            buffer = Uses.Plain(buffer);
            switch (buffer)
            {
                case IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } slice when slice.Arguments.Skip(1).Take(1).All(start => start.Parameter?.Name != "start" || start.Value.ConstantValue is { HasValue: true, Value: 0 }):
                    if (Uses.ReceiverOf(slice) is not { } receiver)
                    {
                        return null;
                    }

                    buffer = receiver;
                    break;
                case IObjectCreationOperation { Type.Name: "ArraySegment", Arguments: { Length: 1 } whole }:
                    buffer = whole[0].Value;
                    break;
                default:
                    return Makings.SymbolOf(buffer);
            }
        }

        return null;
    }
}
