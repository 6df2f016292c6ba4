using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Lines of what one receive of a loop brought, taken for whole ones: <c>foreach (var line in text.Split('\n')) { Run(line); }</c>. The line in which a
/// segment ends comes as two.
/// </summary>
internal static class CutLines
{
    /// <summary>Whether the text is split into lines that are used, the last like the others, and nothing of it is kept for the next receive.</summary>
    public static bool AreHandedOut(IOperation text, Seen seen)
    {
        if (Loops.Around(text) is not { } loop || !seen.Net.CallsOf(Topics.ReceivesBytes).Any(receive => ReferenceEquals(Loops.Around(receive), loop)) || SplitOf(text, seen.Body) is not { } split)
        {
            return false;
        }

        var whole = Queried(split);
        if (whole is not null && Fate.Of(whole) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol lines })
        {
            var reads = Writes.ReadsAmong(seen.Body.MentionsOf(lines)).Select(Queried).ToList();
            return Writes.Among(seen.Body.MentionsOf(lines)).Count() == 1
                && reads.All(read => read is not null && !IsCareful(read, loop, seen.Body)) && reads.Any(read => IsHandedOut(read!, seen.Body));
        }

        return whole is not null && IsHandedOut(whole, seen.Body) && !IsCareful(whole, loop, seen.Body);
    }

    /// <summary>What a query over all lines gives, <c>lines.Where(..).ToList()</c>; null where it leaves some out, or looks at the last.</summary>
    private static IOperation? Queried(IOperation lines)
    {
        while (Uses.Whole(lines).Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" } } query } argument && ReferenceEquals(query.Arguments[0], argument))
        {
            if (query.TargetMethod.Name is not ("Where" or "Select" or "ToList" or "ToArray" or "Skip" or "Count" or "Any" or "First" or "FirstOrDefault"))
            {
                return null;
            }

            lines = query;
        }

        return lines;
    }

    /// <summary>The same text without its blanks or some other characters, in one case.</summary>
    public static IOperation Trimmed(IOperation text)
    {
        while (text.Parent is IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "Trim" or "TrimEnd" or "TrimStart" or "Replace" or "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" } } same
            && ReferenceEquals(same.Instance, text))
        {
            text = same;
        }

        return text;
    }

    /// <summary>The one thing that is done with the text, but for noting it down: it is split where lines end.</summary>
    private static IInvocationOperation? SplitOf(IOperation text, Body body)
    {
        if (Fate.Of(text) is not { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local })
        {
            return SplitAt(text);
        }

        var reads = Writes.ReadsAmong(body.MentionsOf(local)).Where(read => !IsNoted(read)).ToList();
        return reads.Count == 1 && Writes.Among(body.MentionsOf(local)).Count() == 1 ? SplitAt(Trimmed(reads[0])) : null;
    }

    private static IInvocationOperation? SplitAt(IOperation text) =>
        text.Parent is IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String }, Arguments: { Length: > 0 } arguments } split && ReferenceEquals(split.Instance, text)
        && Operations.Below(arguments[0].Value).Any(part => part.ConstantValue is { HasValue: true, Value: '\n' or "\n" or "\r\n" } || part is IPropertyReferenceOperation { Property: { Name: "NewLine", ContainingType.Name: "Environment" } })
            ? split
            : null;

    private static bool IsNoted(IOperation text) =>
        Operations.Above<IInterpolationOperation>(text) is not null
        || Operations.Above<IArgumentOperation>(text) is { Parent: IInvocationOperation { TargetMethod.Name: var name } } && (Noting.Says(name) || name is "IsNullOrEmpty" or "IsNullOrWhiteSpace");

    /// <summary>Each line is given to code that does more than note it: in a <c>foreach</c>, by its number, or all at once.</summary>
    private static bool IsHandedOut(IOperation lines, Body body) => Uses.Whole(lines) switch
    {
        { Parent: IForEachLoopOperation { Locals: { Length: 1 } each } } => Writes.ReadsAmong(body.MentionsOf(each[0])).Any(IsUsed),
        { Parent: IArrayElementReferenceOperation { Indices: { Length: 1 } indices } line } => Uses.Plain(indices[0]) is ILocalReferenceOperation && IsUsed(line),
        { Parent: IArgumentOperation { Parent: IInvocationOperation use } } => !Noting.Says(use.TargetMethod.Name),
        _ => false,
    };

    private static bool IsUsed(IOperation line) => Fate.Of(Trimmed(line)) is { Kind: FateKind.Passed or FateKind.Returned } && !IsNoted(line);

    /// <summary>The last line is looked at for itself or left out, or a line is put together with another, or kept.</summary>
    private static bool IsCareful(IOperation lines, ILoopOperation loop, Body body) => Uses.Whole(lines) switch
    {
        { Parent: IForEachLoopOperation { Locals: { Length: 1 } each } } => Writes.ReadsAmong(body.MentionsOf(each[0])).Any(line => IsKept(line, loop, body)),
        { Parent: IPropertyReferenceOperation { Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } less } } => Operations.Above<IArrayElementReferenceOperation>(less) is not { } last || !IsComparedWithNothing(last),
        { Parent: IArrayElementReferenceOperation { Indices: { Length: 1 } indices } line } => IsKept(line, loop, body) || (Operations.Below(indices[0]).Any(part => part is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat }) && !IsComparedWithNothing(line)),
        { Parent: IImplicitIndexerReferenceOperation last } => !IsComparedWithNothing(last),
        _ => false,
    };

    private static bool IsComparedWithNothing(IOperation line) =>
        line.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison && Comparing.Of(comparison) is { Constant: "" };

    private static bool IsKept(IOperation line, ILoopOperation loop, Body body) =>
        Trimmed(line) is var text
        && (text.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }
            || Gathering.Of(text, body) is not null
            || (Fate.Of(text) is { Kind: FateKind.Stored, Into: var into } && (into is null || Gathering.OutlivesRoundOf(into, loop))));
}
