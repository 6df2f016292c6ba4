using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Pieces that are put together: <c>text.Append(piece)</c>, <c>all += piece</c>, <c>memory.Write(buffer, 0, n)</c>, <c>list = list.Concat(piece)</c>.</summary>
internal static class Gathering
{
    /// <summary>The variable that the piece is added to, directly or by way of a local; null where it is not.</summary>
    public static ISymbol? Of(IOperation piece, Body body) => Of(piece, body, locals: 2);

    /// <summary>Whether the variable keeps what it holds from one round of the loop to the next: it is declared outside, or is no local.</summary>
    public static bool OutlivesRoundOf(ISymbol gatherer, ILoopOperation loop) =>
        gatherer is not ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declared } || !loop.Syntax.Span.Contains(declared[0].Span) || declared[0].SyntaxTree != loop.Syntax.SyntaxTree;

    private static ISymbol? Of(IOperation piece, Body body, int locals)
    {
        var child = piece;
        while (child.Parent is { } parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                case IInvocationOperation { TargetMethod.Name: "ToString" or "Replace" or "Trim" or "TrimEnd" or "ConfigureAwait" or "ToArray" or "ToList" }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "ToArray" or "ToList" or "Take" or "AsSpan" or "AsMemory" } } }:
                case IPropertyReferenceOperation { Property.Name: "Span" }:
                    break;

                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } compound when ReferenceEquals(compound.Value, child):
                    return Makings.SymbolOf(compound.Target);

                case IArgumentOperation { Parent: IInvocationOperation call } argument when IsAdded(call, argument):
                    return Uses.ReceiverOf(call) is { } receiver ? Makings.SymbolOf(receiver) : null;

                // all = all + piece, list = list.Concat(piece).ToArray()
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Concat" } }:
                    var sum = parent is IArgumentOperation ? parent.Parent! : parent;
                    if (Fate.Of(Whole(sum)) is { Kind: FateKind.Stored, Into: { } into } && Operations.Below(sum).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), into)))
                    {
                        return into;
                    }

                    child = sum;
                    continue;

                default:
                    return locals > 0 && Fate.Of(child) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } && Writes.Among(body.MentionsOf(local)).Count() == 1
                        ? Writes.ReadsAmong(body.MentionsOf(local)).Select(read => Of(read, body, locals - 1)).FirstOrDefault(found => found is not null)
                        : null;
            }

            child = parent is IArgumentOperation { Parent: IInvocationOperation through } ? through : parent;
        }

        return null;
    }

    private static IOperation Whole(IOperation sum)
    {
        while (sum.Parent is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "ToArray" or "ToList" } } })
        {
            sum = sum.Parent is IArgumentOperation ? sum.Parent.Parent! : sum.Parent;
        }

        return sum;
    }

    private static bool IsAdded(IInvocationOperation call, IArgumentOperation argument) =>
        call.Instance is not null
        && argument.Parameter?.Type.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64)
        && (call.TargetMethod.ContainingType.Name, call.TargetMethod.Name) is
            ("StringBuilder", "Append" or "AppendLine" or "Insert")
            or ("List", "AddRange" or "InsertRange")
            or ("MemoryStream" or "FileStream" or "Stream" or "StringWriter" or "TextWriter", "Write" or "WriteAsync" or "WriteLine");
}
