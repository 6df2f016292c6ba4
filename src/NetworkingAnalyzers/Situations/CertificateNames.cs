using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Names in a certificate, and whether they alone make a function accept one that nobody vouches for.</summary>
internal static class CertificateNames
{
    /// <summary>What of the certificate's name turns the function's no to yes where nobody trusts its issuer; null where nothing does.</summary>
    public static string? ThatConvinces(IDelegateCreationOperation check, Seen seen)
    {
        if (CertificateChecks.FunctionOf(check, seen) is not ({ } code, { } function))
        {
            return null;
        }

        var tests = Operations.Below(code).Where(operation => MatchOf(operation) is not null).ToDictionary(operation => operation, operation => MatchOf(operation)!.Value);
        if (tests.Count == 0
            || CertificateChecks.VerdictOn(Certificates.ChainErrors, check, seen, operation => tests.TryGetValue(operation, out var test) ? test.Holds : (object?)IsThere(operation, function)) != Verdicts.True
            || CertificateChecks.VerdictOn(Certificates.ChainErrors, check, seen, operation => tests.TryGetValue(operation, out var test) ? !test.Holds : (object?)IsThere(operation, function)).HasFlag(Verdicts.True))
        {
            return null;
        }

        return tests.Values.First().Name;
    }

    /// <summary>A comparison with a name of the certificate: which one, and whether it is true where the name is the wanted one.</summary>
    private static (string Name, bool Holds)? MatchOf(IOperation test)
    {
        switch (test)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equals when !Uses.IsNull(equals.LeftOperand) && !Uses.IsNull(equals.RightOperand):
                return (NameIn(equals.LeftOperand) ?? NameIn(equals.RightOperand)) is { } compared ? (compared, equals.OperatorKind == BinaryOperatorKind.Equals) : null;
            case IBinaryOperation when Comparing.Of(test) is { Constant: 0 or -1, Kind: var kind, Value: var at } && Uses.Plain(at) is IInvocationOperation { TargetMethod.Name: "IndexOf" or "Compare" } call:
                return NameIn(call) is { } found ? (found, call.TargetMethod.Name == "Compare" ? kind == BinaryOperatorKind.Equals : kind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.NotEquals) : null;
            case IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean, TargetMethod: { Name: "Equals" or "Contains" or "StartsWith" or "EndsWith" or "IsMatch" or "Any" } } call when IsOfTexts(call):
                return NameIn(call) is { } asked ? (asked, true) : null;
            default:
                return null;
        }
    }

    private static bool IsOfTexts(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "Regex" }
        || (call.Arguments.LastOrDefault() is { } last && Uses.Plain(last.Value).Type?.SpecialType == SpecialType.System_String)
        || (call.Arguments.FirstOrDefault() is { } first && Uses.Plain(first.Value).Type?.SpecialType == SpecialType.System_String);

    /// <summary>The name of the certificate that an expression is made of, also through locals.</summary>
    private static string? NameIn(IOperation expression)
    {
        var body = Body.Around(expression);
        var todo = new Stack<IOperation>();
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Push(expression);
        while (todo.Count > 0 && known.Count < 8)
        {
            foreach (var operation in Operations.BelowInFunction(todo.Pop()))
            {
                switch (operation)
                {
                    case IPropertyReferenceOperation { Property: { Name: "Subject" or "Issuer" or "FriendlyName" or "SubjectName" or "IssuerName", ContainingType.Name: "X509Certificate" or "X509Certificate2" } name }:
                        return name.Name;
                    case IInvocationOperation { TargetMethod: { Name: "GetNameInfo" or "GetName" or "GetIssuerName", ContainingType.Name: "X509Certificate" or "X509Certificate2" } name }:
                        return name.Name;
                    case ILocalReferenceOperation { Local: { Type.Name: not ("X509Certificate" or "X509Certificate2") } local } when known.Add(local):
                        foreach (var write in Writes.Among(body.MentionsOf(local)))
                        {
                            if (write.Value is { } value)
                            {
                                todo.Push(value);
                            }
                        }

                        break;
                }
            }
        }

        return null;
    }

    /// <summary>A certificate is given, whoever asks whether one is.</summary>
    private static bool? IsThere(IOperation question, IMethodSymbol function) => question switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equals when (Uses.IsNull(equals.LeftOperand) && IsGiven(equals.RightOperand, function)) || (Uses.IsNull(equals.RightOperand) && IsGiven(equals.LeftOperand, function)) => equals.OperatorKind == BinaryOperatorKind.NotEquals,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var nothing } } test when Uses.IsNull(nothing) && IsGiven(test.Value, function) => false,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var nothing } } } test when Uses.IsNull(nothing) && IsGiven(test.Value, function) => true,
        IIsPatternOperation { Pattern: IDeclarationPatternOperation or IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true } } test when IsGiven(test.Value, function) => true,
        _ => null,
    };

    private static bool IsGiven(IOperation value, IMethodSymbol function) => Uses.Plain(value) switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => function.Parameters.Contains(parameter),
        ILocalReferenceOperation { Local.Type.Name: "X509Certificate2" or "X509Certificate" } => true,
        _ => false,
    };
}
