using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>A base address as it is written, and the addresses that are asked for relative to it.</summary>
internal static class RelativeRequests
{
    /// <summary>The path at the end of <c>new Uri("https://host/api/v1")</c>, as far as it is written: <c>/api/v1</c>; null where it has none, or its end cannot be seen.</summary>
    public static (IOperation Text, string Path)? PathOf(IOperation address)
    {
        if (Uses.Plain(address) is not IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: >= 1 } arguments }
            || arguments[0].Value is not { Type.SpecialType: SpecialType.System_String } text)
        {
            return null;
        }

        if (text.ConstantValue is { HasValue: true, Value: string whole })
        {
            return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) && uri.Query.Length + uri.Fragment.Length == 0 && uri.AbsolutePath.Length > 1
                ? (text, uri.AbsolutePath)
                : null;
        }

        var end = text switch
        {
            IInterpolatedStringOperation { Parts: { IsEmpty: false } parts } => (parts[parts.Length - 1] as IInterpolatedStringTextOperation)?.Text.ConstantValue.Value as string,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand.ConstantValue: { HasValue: true, Value: string last } } => last,
            _ => null,
        };

        // What stands behind the last hole: "/api" is a path, "://localhost" is none, and of ":80" nobody knows.
        return end is { Length: > 1 } && end[0] == '/' && end[1] != '/' && end.IndexOfAny(['?', '#']) < 0 ? (text, end) : null;
    }

    /// <summary>
    /// What is asked for of the client, as far as it is written: the whole text, or how it begins. An empty one, and one of which nothing is known, is null.
    /// </summary>
    public static IEnumerable<(IOperation Argument, string? Text)> Of(IEnumerable<IOperation> mentions, Seen seen)
    {
        foreach (var mention in mentions)
        {
            if (RequestOn(mention, seen) is { } request && AddressOf(request) is { } address)
            {
                yield return (address, TextOf(address));
            }
        }
    }

    /// <summary>Relative to the last slash of the base: <c>users</c>; not <c>?a=b</c>, nor an address of its own.</summary>
    public static bool IsBelow(string text) =>
        text.Length > 0 && (char.IsLetterOrDigit(text[0]) || text[0] is '_' or '.' or '$') && text.Split('/')[0].IndexOf(':') < 0;

    private static IOperation? RequestOn(IOperation mention, Seen seen)
    {
        for (var up = mention.Parent; up is not null; up = up.Parent)
        {
            if (up is IInvocationOperation call)
            {
                return seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.SendsRequest) && ReferenceEquals(Uses.ReceiverOf(call), Uses.Plain(mention)) ? call : null;
            }

            if (up is not (IConversionOperation or IParenthesizedOperation or IArgumentOperation or IConditionalAccessOperation))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The address in the call, or in the message that it sends.</summary>
    private static IOperation? AddressOf(IOperation request)
    {
        if (Uses.ArgumentOf(request, "requestUri") is { } address)
        {
            return address;
        }

        var message = Uses.ArgumentOf(request, "request") is { } given ? Uses.Plain(given) : null;
        if (message is ILocalReferenceOperation { Local: var local } && Writes.Among(Body.Around(request).MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } made)
        {
            message = Uses.Plain(made);
        }

        return message is IObjectCreationOperation creation ? Uses.ArgumentOf(creation, "requestUri") : null;
    }

    private static string? TextOf(IOperation address)
    {
        var plain = Uses.Plain(address);
        if (plain is IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: > 0 } arguments })
        {
            plain = Uses.Plain(arguments[0].Value);
        }

        if (plain is ILocalReferenceOperation { ConstantValue.HasValue: false, Local: var local } && Writes.Among(Body.Around(address).MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value)
        {
            plain = Uses.Plain(value);
        }

        while (plain is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } sum)
        {
            plain = Uses.Plain(sum.LeftOperand);
        }

        return plain switch
        {
            { ConstantValue: { HasValue: true, Value: string text } } => text,
            IInterpolatedStringOperation { Parts: { IsEmpty: false } parts } => (parts[0] as IInterpolatedStringTextOperation)?.Text.ConstantValue.Value as string,
            _ => null,
        };
    }
}
