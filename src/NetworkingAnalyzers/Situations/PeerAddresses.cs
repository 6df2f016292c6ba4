using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Addresses of peers that may be IPv4 written as IPv6 (<c>::ffff:10.0.0.1</c>), and what is asked of them as if they were not.</summary>
internal static class PeerAddresses
{
    /// <summary>What the mapped form spoils: the bytes of an address of which the first is compared with one of a private range.</summary>
    public static IOperation? ComparedByFirstByte(IInvocationOperation bytes, Seen seen)
    {
        if (bytes is not { TargetMethod: { Name: "GetAddressBytes", ContainingType.Name: "IPAddress" } } || Uses.ReceiverOf(bytes) is not { } address)
        {
            return null;
        }

        var held = Fate.Of(bytes) is { Kind: FateKind.Stored, Into: ILocalSymbol local } ? Writes.ReadsAmong(seen.Body.MentionsOf(local)) : [bytes];
        return held.Any(IsFirstComparedWithPrivate) ? address : null;
    }

    /// <summary><c>address.ToString() == "127.0.0.1"</c>, <c>.StartsWith("10.")</c>, also through a local.</summary>
    public static IOperation? ComparedAsText(IInvocationOperation text, Seen seen)
    {
        if (text is not { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true } } || Uses.ReceiverOf(text) is not { } address || !NetTypes.Is(address.Type, seen.Types.Type(Addresses.IPAddress)))
        {
            return null;
        }

        var held = Fate.Of(text) is { Kind: FateKind.Stored, Into: ILocalSymbol local } && Writes.Among(seen.Body.MentionsOf(local)).Take(2).Count() == 1 ? Writes.ReadsAmong(seen.Body.MentionsOf(local)) : [text];
        return held.Any(one => IsComparedWithFourParts(one) || IsLookedUp(one, seen)) ? address : null;
    }

    /// <summary><c>address.Equals(IPAddress.Loopback)</c>, <c>IPAddress.Parse("10.0.0.1").Equals(address)</c>.</summary>
    public static IOperation? ComparedWithConstant(IInvocationOperation call, Seen seen)
    {
        var (one, other) = call switch
        {
            { TargetMethod: { Name: "Equals", Parameters.Length: 1, IsStatic: false }, Instance: not null } => (Uses.ReceiverOf(call), Uses.Plain(call.Arguments[0].Value)),
            { TargetMethod: { Name: "Equals", Parameters.Length: 2, ContainingType.SpecialType: SpecialType.System_Object } } => (Uses.Plain(call.Arguments[0].Value), Uses.Plain(call.Arguments[1].Value)),
            _ => default,
        };
        return one is null || other is null || !NetTypes.Is(one.Type, seen.Types.Type(Addresses.IPAddress)) ? null
            : IsFourParts(other, seen) ? one
            : IsFourParts(one, seen) ? other
            : null;
    }

    /// <summary>A listener that takes both families gives it: Kestrel, where it listens on every address; a socket, where the project makes one for both.</summary>
    public static bool MayBeMapped(IOperation address, Seen seen) =>
        !IsHandled(seen) && Origin.Of(address, seen.Sources) is { IsEmpty: false } origins && origins.Any(origin => IsOfPeer(origin, seen));

    /// <summary>The type knows of the mapped form, or of families.</summary>
    private static bool IsHandled(Seen seen) => seen.Body.Owner?.ContainingType is { } type
        && (seen.Sources.NamesIn(Evidence.Outermost(type), "MapToIPv4", "MapToIPv6", "IsIPv4MappedToIPv6", "AddressFamily", "InterNetwork", "InterNetworkV6").Any()
            || Operations.Below(seen.Body.Root).Any(operation => operation.ConstantValue is { HasValue: true, Value: string text } && text.IndexOf("::ffff:", StringComparison.OrdinalIgnoreCase) >= 0)
            || Operations.Below(seen.Body.Root).Any(operation => operation is IPropertyReferenceOperation { Property: { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array }, Instance.Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } }));

    private static bool IsOfPeer(IOperation origin, Seen seen)
    {
        switch (origin)
        {
            case IPropertyReferenceOperation { Property: { Name: "RemoteIpAddress", ContainingType: { } type } }:
                return type.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true;
            case IPropertyReferenceOperation { Property: { Name: "Address", ContainingType.Name: "IPEndPoint" }, Instance: { } endpoint }:
                return Listens(seen) && Origin.Of(endpoint, seen.Sources).Any(from => from is IPropertyReferenceOperation { Property: { Name: "RemoteEndPoint", ContainingType.Name: "Socket" } });
            default:
                return false;
        }
    }

    /// <summary>A socket of this project takes both families.</summary>
    private static bool Listens(Seen seen) =>
        new[] { "DualMode", "IPv6Any" }.Any(name => seen.Sources.NamesAnywhere(name, seen.Cancellation).Any())
        || seen.Sources.NamesAnywhere("TcpListener", seen.Cancellation).Any(name => name.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" });

    private static bool IsFourParts(IOperation constant, Seen seen) =>
        Origin.Of(constant, seen.Sources) is { Length: 1 } origins && origins[0] switch
        {
            IFieldReferenceOperation { Field: { IsStatic: true, ContainingType.Name: "IPAddress", Name: "Loopback" } } => true,
            IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" }, Arguments: { Length: > 0 } given } => given[0].Value.ConstantValue is { HasValue: true, Value: string text } && Addresses.BeginsWithFourParts(text),
            _ => false,
        };

    /// <summary>Up through <c>?.</c> and <c>??</c>.</summary>
    private static IOperation OrNothing(IOperation text)
    {
        text = Uses.Whole(text);
        while (text.Parent is IConditionalAccessOperation or ICoalesceOperation)
        {
            text = Uses.Whole(text.Parent);
        }

        return text;
    }

    private static bool IsComparedWithFourParts(IOperation text)
    {
        text = OrNothing(text);
        return text.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => IsText(comparison.LeftOperand) || IsText(comparison.RightOperand),
            IIsPatternOperation test => Operations.Below(test.Pattern).Any(IsText),
            IInvocationOperation { TargetMethod: { Name: "Equals" or "StartsWith", ContainingType.SpecialType: SpecialType.System_String }, Arguments: { Length: > 0 } given } => IsText(given[0].Value),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Equals", ContainingType.SpecialType: SpecialType.System_String } } call } => call.Arguments.Any(argument => IsText(argument.Value)),
            _ => false,
        };
    }

    /// <summary><c>Admins.Contains(address.ToString())</c>, where the set is made of such texts and nothing else.</summary>
    private static bool IsLookedUp(IOperation text, Seen seen)
    {
        text = OrNothing(text);
        return text.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Contains" } call }
            && Uses.ReceiverOf(call) is { } set
            && Origin.Of(set, seen.Sources) is { Length: 1 } origins
            && Operations.Below(origins[0]).Where(part => part is ILiteralOperation { Type.SpecialType: SpecialType.System_String }).ToList() is { Count: > 0 } texts
            && texts.Any(IsText)
            // The local address of the same connection is mapped where the peer's is: a call from this machine is found by it.
            && !Operations.Below(origins[0]).Any(part => part is IPropertyReferenceOperation { Property.Name: "LocalIpAddress" })
            && texts.All(literal => literal.ConstantValue.Value is string constant && System.Net.IPAddress.TryParse(constant, out var one) && !one.IsIPv4MappedToIPv6);
    }

    private static bool IsText(IOperation text) => Uses.Plain(text).ConstantValue is { HasValue: true, Value: string constant } && Addresses.BeginsWithFourParts(constant);

    private static bool IsFirstComparedWithPrivate(IOperation bytes)
    {
        if (ListPatternsOn(bytes).Any(pattern => pattern.Patterns.FirstOrDefault() is { } first && Operations.Below(first).Any(IsPrivate)))
        {
            return true;
        }

        if (Uses.Whole(bytes).Parent is not IArrayElementReferenceOperation { Indices: { Length: 1 } at } element || at[0].ConstantValue is not { HasValue: true, Value: 0 })
        {
            return false;
        }

        return Uses.Whole(element).Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => IsPrivate(comparison.LeftOperand) || IsPrivate(comparison.RightOperand),
            IIsPatternOperation test => Operations.Below(test.Pattern).Any(IsPrivate),
            ISwitchOperation @switch => @switch.Cases.SelectMany(one => one.Clauses).OfType<ISingleValueCaseClauseOperation>().Any(clause => IsPrivate(clause.Value)),
            ISwitchExpressionOperation arms => arms.Arms.Any(arm => Operations.Below(arm.Pattern).Any(IsPrivate)),
            _ => false,
        };
    }

    /// <summary><c>bytes is [10, ..]</c>, and the arms and cases of a <c>switch</c>.</summary>
    private static IEnumerable<IListPatternOperation> ListPatternsOn(IOperation bytes)
    {
        var patterns = Uses.Whole(bytes).Parent switch
        {
            IIsPatternOperation test => [test.Pattern],
            ISwitchExpressionOperation arms => arms.Arms.Select(arm => arm.Pattern),
            ISwitchOperation @switch => @switch.Cases.SelectMany(one => one.Clauses).OfType<IPatternCaseClauseOperation>().Select(clause => clause.Pattern),
            _ => Enumerable.Empty<IPatternOperation>(),
        };
        return patterns.SelectMany(Operations.Below).OfType<IListPatternOperation>();
    }

    private static bool IsPrivate(IOperation number) => Uses.Plain(number).ConstantValue is { HasValue: true, Value: byte or int } constant && Convert.ToInt32(constant.Value, System.Globalization.CultureInfo.InvariantCulture) is 10 or 127 or 169 or 172 or 192;
}
