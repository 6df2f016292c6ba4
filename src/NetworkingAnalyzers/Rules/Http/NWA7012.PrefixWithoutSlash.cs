using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A prefix for HttpListener that does not end with a slash: adding it throws.</summary>
public sealed class PrefixWithoutSlash : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public PrefixWithoutSlash()
        : base(
            "NWA7012",
            "A prefix of HttpListener does not end with a slash",
            "'{0}' always throws ArgumentException for a prefix that does not end with '/'; append it",
            "HttpListener takes only prefixes that end with a slash, and says so when the first one is added: at the start of the program, on the machine where it is installed.",
            Certainty.Error)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AddsPrefix, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "uriPrefix") is { } prefix && LacksSlash(Written(Uses.Plain(prefix), call)))
        {
            call.Seen.Report(prefix, call.Name);
        }
    }

    /// <summary>What a local was given, once and for all.</summary>
    private static IOperation Written(IOperation prefix, Call call) =>
        prefix is ILocalReferenceOperation { ConstantValue.HasValue: false, Local: var local } && Writes.Among(call.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value
            ? Uses.Plain(value)
            : prefix;

    /// <summary>Whether the text is known to end with something else. One that is no prefix at all throws for another reason.</summary>
    internal static bool LacksSlash(IOperation prefix) => prefix switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text.StartsWith("http", System.StringComparison.OrdinalIgnoreCase) && !text.EndsWith("/", System.StringComparison.Ordinal),
        IInterpolatedStringOperation { Parts: { IsEmpty: false } parts } => parts[parts.Length - 1] switch
        {
            IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } => !text.EndsWith("/", System.StringComparison.Ordinal),
            IInterpolationOperation hole => IsNumber(Uses.Plain(hole.Expression).Type),
            _ => false,
        },
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand: var last } => IsNumber(Uses.Plain(last).Type)
            || (last.ConstantValue is { HasValue: true, Value: string end } && end.Length > 0 && !end.EndsWith("/", System.StringComparison.Ordinal)),
        _ => false,
    };

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt16 or SpecialType.System_Int16 or SpecialType.System_UInt32;
}
