using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Tests of a host's name by a part of it, and a stranger's host that passes as well.</summary>
internal static class HostTests
{
    private const int Budget = 16;

    private enum Text
    {
        Other,
        Host,
        Url,
    }

    /// <summary>A host (or URL) that nobody meant and that the test lets pass; null where it is no test of a host, or there is none.</summary>
    public static string? StrangerThatPasses(IInvocationOperation test, Seen seen)
    {
        if (test is not { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "EndsWith" or "StartsWith" or "Contains" or "IndexOf" }, Instance: { } text, Arguments: { Length: > 0 } given }
            || WaysOf(test) is not { } way)
        {
            return null;
        }

        var kind = KindOf(text, seen);
        return kind == Text.Other ? null
            : PartsOf(given[0].Value, seen).Select(part => StrangerFor(way, kind, part)).FirstOrDefault(stranger => stranger is not null)
            // Whatever domain the variable holds, another name contains it.
            ?? (way == "Contains" && kind == Text.Host && NameOf(given[0].Value) is { } variable ? "{" + variable + "}.evil.example" : null);
    }

    /// <summary>The value that says yes: the call itself, or for <c>IndexOf</c> the comparison.</summary>
    public static IOperation YesOf(IInvocationOperation test) => test.TargetMethod.Name == "IndexOf" && Uses.Whole(test).Parent is IBinaryOperation comparison ? comparison : test;

    /// <summary>Whether yes is said by <c>IndexOf(..) &lt; 0</c>'s falsehood.</summary>
    public static bool IsTurned(IInvocationOperation test) =>
        Comparing.Of(Uses.Whole(test).Parent) is { Kind: BinaryOperatorKind.LessThan } or { Kind: BinaryOperatorKind.Equals, Constant: -1 };

    private static string? WaysOf(IInvocationOperation test)
    {
        if (test.TargetMethod.Name != "IndexOf")
        {
            return test.TargetMethod.Name;
        }

        return Comparing.Of(Uses.Whole(test).Parent) is { Constant: int bound, Kind: var kind } && test.Arguments.Length < 3
            ? (kind, bound) switch
            {
                (BinaryOperatorKind.Equals, 0) => "StartsWith",
                (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, 0) or (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals or BinaryOperatorKind.Equals, -1) => "Contains",
                _ => null,
            }
            : null;
    }

    /// <summary>Through <c>ToLower</c> and the like, and through a local with one value.</summary>
    private static Text KindOf(IOperation text, Seen seen)
    {
        IOperation? from = text;
        for (var steps = 0; from is not null && steps < Budget; steps++)
        {
            from = Uses.Plain(from);
            switch (from)
            {
                case IConditionalAccessInstanceOperation:
                    from = Uses.ReceiverOfConditional(from);
                    break;
                case IConditionalAccessOperation access:
                    from = access.WhenNotNull;
                    break;
                case ICoalesceOperation coalesce:
                    from = coalesce.Value;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "ToString", ContainingType.Name: "Uri" } }:
                    return Text.Url;
                case IInvocationOperation { TargetMethod.Name: "ToLower" or "ToLowerInvariant" or "ToUpper" or "ToUpperInvariant" or "Trim" or "TrimEnd" or "TrimStart" or "ToString" } same:
                    from = Uses.ReceiverOf(same);
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } key } header when IsHeaders(header.Instance) && key[0].Value.ConstantValue is { HasValue: true, Value: string name }:
                    return Hosts.IsHeaderOfHost(name) ? Text.Host : Hosts.IsHeaderOfUrl(name) ? Text.Url : Text.Other;
                case IPropertyReferenceOperation { Property: { Name: "Origin" or "Referer" } } header when IsHeaders(header.Instance):
                    return Text.Url;
                case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "HostString" } } whole:
                    from = Uses.ReceiverOf(whole);
                    break;
                case IPropertyReferenceOperation property:
                    var topics = seen.Types.TopicsOf(property.Property);
                    return topics.HasAny(Topics.NamesHost) ? Text.Host : topics.HasAny(Topics.NamesUrl) ? Text.Url : Text.Other;
                case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } origin:
                    return Body.FunctionOf(origin) is IAnonymousFunctionOperation lambda && HostDecisions.IsAskedForOrigin(lambda, seen) ? Text.Url : Text.Other;
                case ILocalReferenceOperation { Local: var local } when Writes.Among(seen.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes:
                    from = writes[0].Value;
                    break;
                default:
                    return Text.Other;
            }
        }

        return Text.Other;
    }

    private static bool IsHeaders(IOperation? holder) => holder is not null && Uses.Plain(holder) is IPropertyReferenceOperation { Property.Name: "Headers" } or { Type.Name: "IHeaderDictionary" };

    /// <summary>The texts that are looked for: a constant; each of a list that is written out.</summary>
    private static IEnumerable<string> PartsOf(IOperation part, Seen seen)
    {
        part = Uses.Plain(part);
        if (part.ConstantValue is { HasValue: true, Value: string text })
        {
            return [text];
        }

        var list = part switch
        {
            IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } => Body.FunctionOf(part) is IAnonymousFunctionOperation lambda && Handed.Of(lambda).Call is IInvocationOperation { TargetMethod.Name: "Any" or "Exists" } any ? Uses.ReceiverOf(any) ?? any.Arguments[0].Value : null,
            ILocalReferenceOperation { Local: var local } => seen.Body.AllLoops.OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.Locals.Contains(local))?.Collection,
            _ => null,
        };
        return list is null ? [] : Origin.Of(list, seen.Sources) is { Length: 1 } origins ? Operations.Below(origins[0]).Select(element => element.ConstantValue is { HasValue: true, Value: string listed } ? listed : null).OfType<string>() : [];
    }

    /// <summary>The name of the variable that holds the text looked for; null where none does.</summary>
    private static string? NameOf(IOperation part)
    {
        part = Uses.Plain(part);
        return part.Type?.SpecialType == SpecialType.System_String && !part.ConstantValue.HasValue && part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            ? Makings.SymbolOf(part)?.Name
            : null;
    }

    private static string? StrangerFor(string way, Text kind, string part)
    {
        var bare = part.Trim('.');
        switch (way)
        {
            case "EndsWith":
                return part.Length > 0 && part[0] is not ('.' or '/' or ':') && Hosts.IsDomain(part) ? "evil" + part : null;
            case "Contains":
                return Hosts.IsDomain(part) ? bare + ".evil.example" : null;
            case "StartsWith" when kind == Text.Host:
                return Hosts.IsDomain(part) && part.IndexOf(':') < 0 ? part.TrimEnd('.') + ".evil.example" : null;
            default:
                var scheme = part.IndexOf("://", StringComparison.Ordinal);
                return scheme > 0 && part.Substring(scheme + 3) is { Length: > 0 } host && Hosts.IsDomain(host) ? part.TrimEnd('.') + (host.IndexOf(':') < 0 ? ".evil.example" : "@evil.example") : null;
        }
    }
}
