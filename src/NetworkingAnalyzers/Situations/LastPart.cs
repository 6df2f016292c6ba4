using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>A WebSocket message that came in parts, of which a function knows the last one's count alone.</summary>
internal static class LastPart
{
    /// <summary>What is taken for the size of the message behind a loop that asks for its end: the count of the receive inside, with the buffer or put into a variable.</summary>
    public static IOperation? CountTakenForSize(Call call, ISymbol result)
    {
        var mentions = call.Body.MentionsOf(result);
        if (Loops.Around(call.Operation) is not { } loop || !mentions.Any(mention => Operations.Contains(loop, mention) && MemberOf(mention, "EndOfMessage") is not null))
        {
            return null;
        }

        var counts = mentions
            .Where(mention => !Operations.Contains(loop, mention) && ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(call.Operation)))
            .Select(mention => MemberOf(mention, "Count"))
            .OfType<IOperation>()
            .Where(count => IsTakenForSize(count, call) && !IsChosenByTheLoop(count, result, loop, call))
            .ToList();
        return counts.Count > 0 && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            ? counts.FirstOrDefault(count => paths.Reaches(call.Operation, paths.Any(count), paths.Any(OtherReceivesInto(result, call))) == Answer.Yes)
            : null;
    }

    /// <summary><c>parts is null ? buffer[..result.Count] : parts.ToArray()</c>, where the loop fills <c>parts</c> when there are several: the count is that of the only part.</summary>
    private static bool IsChosenByTheLoop(IOperation count, ISymbol result, ILoopOperation loop, Call call)
    {
        for (var (child, up) = (count, count.Parent); up is not null && !Operations.Contains(up, loop); (child, up) = (up, up.Parent))
        {
            if (up is IConditionalOperation { Condition: var condition } && !ReferenceEquals(child, condition)
                && Operations.BelowInFunction(condition).Any(part => Makings.SymbolOf(part) is ILocalSymbol asked && !SymbolEqualityComparer.Default.Equals(asked, result)
                    && Writes.Among(call.Body.MentionsOf(asked)).Any(write => Operations.Contains(loop, write.At))))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> OtherReceivesInto(ISymbol result, Call call) =>
        Writes.Among(call.Body.MentionsOf(result)).Select(write => write.Value ?? write.At).Where(value => !Operations.Contains(value, call.Operation));

    private static bool IsTakenForSize(IOperation count, Call call)
    {
        if (Fate.Of(count) is { Kind: FateKind.Stored, Accumulates: false })
        {
            return true;
        }

        var buffer = call.Operation is IInvocationOperation { Arguments: { Length: > 0 } arguments } ? Received.ArrayOf(arguments[0].Value, call.Body) ?? ArrayIn(arguments[0].Value) : null;
        for (var up = count.Parent; up is IConversionOperation or IArgumentOperation or IRangeOperation; up = up.Parent)
        {
            if (up is IArgumentOperation { Parent: { } user } && user is not IInterpolatedStringOperation)
            {
                return buffer is not null && user.ChildOperations.Any(child => Operations.Below(child).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), buffer)));
            }

            var sliced = up is IRangeOperation { Parent: { } slice } ? slice switch
            {
                IImplicitIndexerReferenceOperation implicitly => implicitly.Instance,
                IArrayElementReferenceOperation array => array.ArrayReference,
                _ => null,
            }
            : null;
            if (sliced is not null)
            {
                return buffer is not null && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(sliced)), buffer);
            }
        }

        return false;
    }

    /// <summary><c>new ArraySegment(buffer, offset, left)</c>: also where it does not begin at the start.</summary>
    private static ISymbol? ArrayIn(IOperation given) =>
        Operations.BelowInFunction(given).FirstOrDefault(part => part.Type is IArrayTypeSymbol && Makings.SymbolOf(part) is not null) is { } array ? Makings.SymbolOf(array) : null;

    private static IOperation? MemberOf(IOperation mention, string name) =>
        Uses.UserOf(mention) is IPropertyReferenceOperation { Property.Name: var property } member && property == name ? member : null;
}
