using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>What a read of a pipe gave, what was cut out of it, and how much of it goes back.</summary>
internal static class PipeBuffers
{
    /// <summary><c>AdvanceTo(result.Buffer.Start, result.Buffer.End)</c>: all was looked at, none consumed, and the pipe keeps the memory.</summary>
    public static bool GivesNothingBack(Call call) =>
        Uses.ArgumentsOf(call.Operation).FirstOrDefault() is { Value: var consumed }
        && Uses.Plain(consumed) is IPropertyReferenceOperation { Property: { Name: "Start", ContainingType.Name: "ReadOnlySequence" }, Instance: { } sequence }
        && (IsAllThatWasRead(sequence)
            || (Uses.Plain(sequence) is ILocalReferenceOperation { Local: var local } && Writes.Among(call.Body.MentionsOf(local)).ToList() is { Count: 1 } writes
                && writes[0].Value is { } value && IsAllThatWasRead(value) && !PartsOf(local, call.Body).Any()));

    private static bool IsAllThatWasRead(IOperation sequence) => Uses.Plain(sequence) is IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType.Name: "ReadResult" } };

    /// <summary>The locals that hold a part of the buffer: a slice, or what a parser gave out of it.</summary>
    public static IEnumerable<ISymbol> PartsOf(ISymbol buffer, Body body)
    {
        foreach (var mention in body.MentionsOf(buffer))
        {
            if (mention.Parent is IInvocationOperation { TargetMethod: { Name: "Slice", ContainingType.Name: "ReadOnlySequence" } } slice && Fate.Of(slice) is { Kind: FateKind.Stored, Into: ILocalSymbol part })
            {
                yield return part;
            }

            if (mention.Parent is IArgumentOperation { Parent: IInvocationOperation parse })
            {
                // TryRead(ref buffer, out var line)
                foreach (var argument in parse.Arguments)
                {
                    if (argument.Parameter is { RefKind: RefKind.Out, Type.Name: "ReadOnlySequence" }
                        && Operations.Below(argument.Value).OfType<ILocalReferenceOperation>().FirstOrDefault() is { Local: var line })
                    {
                        yield return line;
                    }
                }
            }
        }
    }
}
