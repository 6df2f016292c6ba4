using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Texts that hold an address: put together to a URL, or taken apart.</summary>
internal static class HostTexts
{
    private const int Most = 64;

    /// <summary>The address that stands where a URL has its host, without brackets; null where none does.</summary>
    public static IOperation? AddressIn(IOperation text, NetTypes net)
    {
        if (text is IInvocationOperation { TargetMethod.Name: "Format" } format)
        {
            return FilledBehindScheme(format) is { } filled ? AddressOf(filled, net) : null;
        }

        var parts = PartsOf(text);
        for (var i = 0; i + 1 < parts.Count; i++)
        {
            if (TextOf(parts[i]) is { } before && BeginsUrl(before) && AddressOf(parts[i + 1], net) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>What is split is the text of an endpoint: <c>socket.RemoteEndPoint.ToString()</c>, also through a variable.</summary>
    public static IOperation? EndPointOf(IOperation text, Seen seen)
    {
        foreach (var origin in Origin.Of(text, seen.Sources))
        {
            if (origin is IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true } } call && Uses.ReceiverOf(call) is { Type: { } type } endpoint
                && (SymbolEqualityComparer.Default.Equals(type, seen.Types.Type(Addresses.EndPoint)) || NetTypes.Is(type, seen.Types.Type(Addresses.IPEndPoint))))
            {
                return endpoint;
            }
        }

        return null;
    }

    /// <summary><c>Split(':')</c>, and nothing else that it is split at.</summary>
    public static bool IsAtColon(IInvocationOperation split) =>
        split.Arguments.Length > 0 && Operations.Below(split.Arguments[0].Value).Where(one => one.ConstantValue.HasValue && one.Type?.SpecialType is SpecialType.System_Char or SpecialType.System_String).ToList() is { Count: > 0 } at
        && at.All(one => one.ConstantValue.Value is ':' or ":");

    /// <summary><c>text.IndexOf(':')</c> that is not compared: where the text is cut.</summary>
    public static bool FindsColon(IInvocationOperation call) =>
        call.TargetMethod.Name == "IndexOf" && IsAtColon(call) && Uses.Whole(call).Parent is not (IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract) } or IIsPatternOperation);

    /// <summary>Somebody in the type has looked at the family, or the code is for IPv4: then the address has no colons, or brackets are put around those that have.</summary>
    public static bool IsKnownFamily(IOperation address, Seen seen) =>
        Origin.Of(address, seen.Sources).All(IsFourParts)
        || (seen.Sources.NamesAnywhere("InterNetwork", seen.Cancellation).Any() && !SixWords.Any(word => seen.Sources.NamesAnywhere(word, seen.Cancellation).Any()))
        || (seen.Body.Owner?.ContainingType is { } type
            && (seen.Sources.NamesIn(type, "AddressFamily", "InterNetwork", "InterNetworkV6", "MapToIPv4", "IsIPv4MappedToIPv6").Any(name => !MakesSocketOfAny(name))
                || seen.Sources.NamesIn(type, "Any", "Loopback", "Broadcast").Any(name => name.Parent is MemberAccessExpressionSyntax { Parent: ArgumentSyntax, Expression: SimpleNameSyntax { Identifier.ValueText: "IPAddress" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IPAddress" } })));

    /// <summary><c>new Socket(endPoint.AddressFamily, ..)</c> takes whichever family comes.</summary>
    private static bool MakesSocketOfAny(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax } } access && access.Name == name;

    /// <summary>A program that asks for IPv4 somewhere and has none of these words speaks no other.</summary>
    private static readonly string[] SixWords = ["InterNetworkV6", "IPv6Any", "IPv6Loopback", "DualMode", "TcpListener", "UdpClient"];

    /// <summary>Printed or logged, or kept in a local that nobody reads: a reader knows what is meant.</summary>
    public static bool IsOnlyShown(IOperation text)
    {
        if (Fate.Of(text) is { Kind: FateKind.Stored, Into: ILocalSymbol local } && Body.Around(text) is var body && body.MentionsOf(local).Count > 0 && !Writes.ReadsAmong(body.MentionsOf(local)).Any())
        {
            return true;
        }

        for (var up = text.Parent; up is not null; up = up.Parent)
        {
            switch (up)
            {
                case IInvocationOperation { TargetMethod.Name: var name } when Noting.Says(name) && name is not ("Format" or "Concat" or "ToString"):
                case IObjectCreationOperation { Type: { } type } when type.Name.EndsWith("Exception", StringComparison.Ordinal):
                    return true;
                case IBlockOperation or IAnonymousFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    /// <summary><c>IPAddress.Loopback</c>, <c>IPAddress.Parse("192.0.2.1")</c>.</summary>
    private static bool IsFourParts(IOperation origin) => origin switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true, ContainingType.Name: "IPAddress", Name: var name } } => !name.StartsWith("IPv6", StringComparison.Ordinal),
        IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" }, Arguments: { Length: > 0 } given } => TextOf(given[0].Value)?.Contains(":") == false,
        _ => false,
    };

    private static bool BeginsUrl(string before)
    {
        if (!before.EndsWith("://", StringComparison.Ordinal))
        {
            return false;
        }

        var scheme = before.Substring(0, before.Length - 3);
        return !scheme.EndsWith("4", StringComparison.Ordinal) && !scheme.Any(char.IsWhiteSpace);
    }

    /// <summary>An <c>IPAddress</c>, or its text. An <c>IPEndPoint</c> puts the brackets itself.</summary>
    private static IOperation? AddressOf(IOperation part, NetTypes net)
    {
        var plain = Uses.Plain(part);
        if (plain is IInvocationOperation { TargetMethod.Name: "ToString", Arguments.IsEmpty: true } call && Uses.ReceiverOf(call) is { } receiver)
        {
            plain = receiver;
        }

        return NetTypes.Is(plain.Type, net.Type(Addresses.IPAddress)) ? plain : null;
    }

    private static string? TextOf(IOperation part) => Uses.Plain(part).ConstantValue is { HasValue: true, Value: string text } ? text : null;

    /// <summary>The pieces of a text in their order; none where it is itself a piece of a longer one, which is looked at instead.</summary>
    private static List<IOperation> PartsOf(IOperation text)
    {
        var parts = new List<IOperation>();
        switch (text)
        {
            case IInterpolatedStringOperation whole:
                foreach (var part in whole.Parts.Take(Most))
                {
                    parts.Add(part switch
                    {
                        IInterpolatedStringTextOperation letters => letters.Text,
                        IInterpolationOperation hole => hole.Expression,
                        _ => part,
                    });
                }

                break;
            case IBinaryOperation sum when sum.Parent is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }:
                IOperation left = sum;
                while (left is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false, Type.SpecialType: SpecialType.System_String } add && parts.Count < Most)
                {
                    parts.Insert(0, add.RightOperand);
                    left = Uses.Plain(add.LeftOperand);
                }

                parts.Insert(0, left);
                break;
            case IInvocationOperation { TargetMethod.Name: "Concat" } concat:
                parts.AddRange(Given(concat, 0));
                break;
        }

        return parts;
    }

    /// <summary><c>string.Format("http://{0}:{1}/", address, port)</c>: what stands where the host does.</summary>
    private static IOperation? FilledBehindScheme(IInvocationOperation format)
    {
        var at = format.Arguments.TakeWhile(argument => argument.Parameter?.Name != "format").Count();
        if (at == format.Arguments.Length || TextOf(format.Arguments[at].Value) is not { } text || text.IndexOf("://{", StringComparison.Ordinal) is var begin && begin < 0)
        {
            return null;
        }

        var digits = new string(text.Skip(begin + 4).TakeWhile(char.IsDigit).ToArray());
        var given = Given(format, at + 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < given.Count && BeginsUrl(text.Substring(0, begin + 3)) ? given[number] : null;
    }

    private static List<IOperation> Given(IInvocationOperation call, int from)
    {
        var given = new List<IOperation>();
        foreach (var argument in call.Arguments.Skip(from).Take(Most))
        {
            if (argument.ArgumentKind == ArgumentKind.ParamArray && Uses.Plain(argument.Value) is IArrayCreationOperation { Initializer: { } elements })
            {
                given.AddRange(elements.ElementValues);
            }
            else
            {
                given.Add(argument.Value);
            }
        }

        return given;
    }
}
