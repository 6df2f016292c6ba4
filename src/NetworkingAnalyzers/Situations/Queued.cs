using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Memory that is put into a queue, for somebody who looks at it later.</summary>
internal static class Queued
{
    /// <summary><c>await queue.Writer.WriteAsync(buffer.AsMemory(0, n)); pool.Return(buffer);</c>: who takes it out of the queue looks at it later.</summary>
    public static bool BeforeItGoesBack(Call giving, IReadOnlyList<ISymbol> variables)
    {
        var queued = variables.SelectMany(variable => giving.Body.MentionsOf(variable)).Select(QueueingOf).OfType<IOperation>()
            .Where(put => ReferenceEquals(Body.FunctionOf(put), Body.FunctionOf(giving.Operation)) && put.Syntax.SpanStart < giving.Operation.Syntax.SpanStart).ToList();
        return queued.Count > 0
            && Operations.Above<ICatchClauseOperation>(giving.Operation) is null
            && Operations.Above<IConditionalOperation>(giving.Operation) is not { Type: null }
            && Paths.Around(giving.Operation, giving.Body, giving.Seen.Cancellation) is { } paths
            && Writes.Among(variables.SelectMany(variable => giving.Body.MentionsOf(variable))).Select(write => write.Value ?? write.At).ToList() is var renewed
            && queued.Any(put => paths.Reaches(put, paths.Any(giving.Operation), paths.Any(renewed), Exceptions.Thrown) == Answer.Yes);
    }

    /// <summary>The call that puts the memory itself, or a view of it, into a queue or list.</summary>
    private static IOperation? QueueingOf(IOperation mention)
    {
        for (var up = mention.Parent; up is not null; up = up.Parent)
        {
            switch (up)
            {
                case IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { TargetMethod.Name: "AsMemory" }:
                case IObjectCreationOperation { Type.Name: "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence" }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsMemory" } or IObjectCreationOperation { Type.Name: "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence" } }:
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WriteAsync" or "TryWrite" or "Enqueue" or "Add" or "TryAdd" or "Push", ContainingType: { Name: "ChannelWriter" or "Queue" or "ConcurrentQueue" or "BlockingCollection" or "ConcurrentBag" or "Stack" } } } put }:
                    return put;
                default:
                    return null;
            }
        }

        return null;
    }
}
