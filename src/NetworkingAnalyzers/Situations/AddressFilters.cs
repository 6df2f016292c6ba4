using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Functions that say whether an address is private: run in mind for one that is, written as IPv4 and as IPv6. Where it is private as the one and not as the other, whoever writes it the other way passes.
/// </summary>
internal static class AddressFilters
{
    private const int Callers = 16;

    private static readonly byte[] Public = [203, 0, 113, 1];

    private static readonly byte[][] Private = [[10, 0, 0, 1], [192, 168, 0, 1], [172, 16, 0, 1]];

    /// <summary>Whether the function around <c>GetAddressBytes</c> tells a private address from others, and takes the same address as <c>::ffff:10.0.0.1</c> for one of the others.</summary>
    public static bool MissMapped(IInvocationOperation bytes, Seen seen)
    {
        if (Uses.ReceiverOf(bytes) is not { } receiver || Makings.SymbolOf(receiver) is not (ILocalSymbol or IParameterSymbol) || Functions.Around(bytes) is not { ReturnType.SpecialType: SpecialType.System_Boolean } filter)
        {
            return false;
        }

        var address = Makings.SymbolOf(receiver)!;
        var code = Body.FunctionOf(bytes);
        if (ReferenceEquals(FirstIn(code, address, seen), bytes)
            && !Operations.Below(code).Any(operation => operation is IInvocationOperation { TargetMethod.Name: "MapToIPv4" or "MapToIPv6" })
            && !Writes.Among(seen.Body.MentionsOf(address)).Skip(address is ILocalSymbol ? 1 : 0).Any()
            && AnswerOf(code, address, Public, seen) is (Verdicts.True or Verdicts.False) and var others
            && Private.Any(one => AnswerOf(code, address, one, seen) is (Verdicts.True or Verdicts.False) and var answer && answer != others && AnswerOf(code, address, Mapped(one), seen) == others))
        {
            return !IsAskedOtherwise(filter, seen) && !(address is IParameterSymbol given && ResolvedHosts.AreAllThatIsGiven(given, seen));
        }

        return false;
    }

    /// <summary>One report for a function: the first look at the bytes of an IPv4 address.</summary>
    private static IOperation? FirstIn(IOperation code, ISymbol address, Seen seen) =>
        Operations.BelowInFunction(code).FirstOrDefault(operation => operation is IInvocationOperation call && PeerAddresses.ComparedByFirstByte(call, seen) is { } of && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(of), address));

    private static byte[] Mapped(byte[] four) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, .. four];

    private static Verdicts AnswerOf(IOperation code, ISymbol address, byte[] bytes, Seen seen) =>
        Evaluation.Of(code, new Dictionary<ISymbol, object>(SymbolEqualityComparer.Default), seen.Sources, operation => ValueOf(operation, address, bytes, seen));

    /// <summary>What .NET says of the address; that it can be read where it comes as a text, which no constant is.</summary>
    private static object? ValueOf(IOperation operation, ISymbol address, byte[] bytes, Seen seen)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: "IPAddress" }, Instance: { } of } when Is(of, address):
                return name switch
                {
                    "AddressFamily" => bytes.Length == 4 ? 2L : 23L,
                    "IsIPv4MappedToIPv6" => bytes.Length == 16,
                    "IsIPv6LinkLocal" or "IsIPv6SiteLocal" or "IsIPv6Multicast" or "IsIPv6Teredo" or "IsIPv6UniqueLocal" => false,
                    _ => null,
                };
            case IPropertyReferenceOperation { Property.Name: "Length", Instance: { } of } when IsBytes(of, address, seen):
                return (long)bytes.Length;
            case IArrayElementReferenceOperation { ArrayReference: var of, Indices: { Length: 1 } at } when IsBytes(of, address, seen):
                return at[0].ConstantValue is { HasValue: true, Value: int index } && index >= 0 && index < bytes.Length ? (long)bytes[index] : null;
            case IIsPatternOperation { Value: var of, Pattern: var pattern } when IsBytes(of, address, seen):
                return BytePatterns.Matches(pattern, bytes);
            case ISwitchExpressionOperation { Value: var of, Arms: var arms } when IsBytes(of, address, seen):
                return ArmFor(arms, bytes)?.Value.ConstantValue is { HasValue: true, Value: bool said } ? said : null;
            case IInvocationOperation { TargetMethod: { Name: "IsLoopback", ContainingType.Name: "IPAddress" }, Arguments: { Length: 1 } given } when Is(given[0].Value, address):
            case IInvocationOperation { TargetMethod: { Name: "Equals", ContainingType.Name: "IPAddress" } }:
            case IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String } }:
            case IInvocationOperation { TargetMethod: { Name: "Equals" or "StartsWith", ContainingType.SpecialType: SpecialType.System_String } } text when text.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string }):
                return false;
            case IInvocationOperation { TargetMethod: { Name: "TryParse", ContainingType.Name: "IPAddress" } }:
                return true;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsNothing(comparison.LeftOperand) || IsNothing(comparison.RightOperand):
                return comparison.OperatorKind == BinaryOperatorKind.NotEquals;
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var nothing } } when IsNothing(nothing):
                return false;
            default:
                return null;
        }
    }

    /// <summary>The arm that the bytes take; null where that is not sure.</summary>
    private static ISwitchExpressionArmOperation? ArmFor(ImmutableArray<ISwitchExpressionArmOperation> arms, byte[] bytes)
    {
        var first = arms.FirstOrDefault(arm => arm.Guard is not null || BytePatterns.Matches(arm.Pattern, bytes) != false);
        return first is { Guard: null } && BytePatterns.Matches(first.Pattern, bytes) == true ? first : null;
    }

    private static bool IsNothing(IOperation value) => Uses.Plain(value).ConstantValue is { HasValue: true, Value: null or string };

    private static bool Is(IOperation value, ISymbol address) => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(value)), address);

    private static bool IsBytes(IOperation value, ISymbol address, Seen seen)
    {
        value = Uses.Plain(value);
        if (value is ILocalReferenceOperation { Local: var local } && Writes.Among(seen.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } start)
        {
            value = Uses.Plain(start);
        }

        return value is IInvocationOperation { TargetMethod.Name: "GetAddressBytes" } call && Uses.ReceiverOf(call) is { } of && Is(of, address);
    }

    /// <summary>Callers map the address first; or it is asked of this machine's own addresses.</summary>
    private static bool IsAskedOtherwise(IMethodSymbol filter, Seen seen) =>
        Sources.NamesIn(seen.Body.Root.Syntax).Any(IsOwn)
        || Evidence.IsNamedByCallers(filter, seen, name => name is "MapToIPv4" or "IsIPv4MappedToIPv6")
        || seen.Sources.ReferencesTo(filter, seen.Cancellation).Take(Callers).Any(call => Sources.NamesIn(Body.RootOf(call).Syntax).Any(IsOwn));

    private static bool IsOwn(string name) => name is "NetworkInterface" or "UnicastAddresses" or "GetHostName" or "GetAllNetworkInterfaces" or "LocalEndPoint" or "LocalEndpoint" or "LocalIpAddress" or "IPv4Mask";
}
