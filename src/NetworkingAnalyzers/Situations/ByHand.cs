using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Code that runs once for a program that a person starts: in <c>Main</c>, or in the action of a command that is typed. A program that serves may have such commands too.</summary>
internal static class ByHand
{
    private const int Depth = 5;
    private const int Callers = 32;

    /// <summary>Whether all ways to the operation begin in such an action, and none comes through a loop.</summary>
    public static bool Runs(IOperation operation, Seen seen) => IsOnlyRunOnce(operation, seen, Depth, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    private static bool IsOnlyRunOnce(IOperation operation, Seen seen, int depth, HashSet<ISymbol> known)
    {
        if (Loops.Around(operation) is not null)
        {
            return false;
        }

        var function = Body.FunctionOf(operation);
        if (function is IAnonymousFunctionOperation)
        {
            return IsAction(function.Syntax);
        }

        if (Functions.SymbolOf(function)?.OriginalDefinition is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method)
        {
            return false;
        }

        if (IsEntry(method) || ParsesOptions(function))
        {
            return true;
        }

        return depth > 0 && known.Add(method) && !method.IsVirtual && !method.IsOverride && !method.IsAbstract && !Functions.ContractsOf(method).Any()
            && (!Functions.IsSeenFromOutside(method) || seen.Compilation.GetEntryPoint(seen.Cancellation) is not null)
            && seen.Sources.ReferencesTo(method, seen.Cancellation).Take(Callers + 1).ToList() is { Count: > 0 and <= Callers } references
            && references.All(reference => reference is IInvocationOperation ? IsOnlyRunOnce(reference, seen, depth - 1, known) : IsAction(reference.Syntax));
    }

    private static bool IsEntry(IMethodSymbol method) =>
        (method.IsStatic && method.Name is "Main" or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName)
        || (Commands.IsAction(method.Name) && (method.IsOverride ? BasesOf(method.ContainingType).Any(type => Commands.IsBase(type.Name)) : method.ContainingType.GetAttributes().Any(mark => Commands.Marks(mark.AttributeClass?.Name))));

    /// <summary>By its name, also where the library is not there to bind it: <c>command.SetAction((parsed, token) => RunAsync(..))</c>.</summary>
    private static bool IsAction(SyntaxNode function) =>
        function.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var taker } } } && Commands.TakesAction(taker);

    /// <summary><c>new OptionSet { { "url=", value => url = value } }.Parse(arguments)</c>.</summary>
    private static bool ParsesOptions(IOperation function) =>
        Operations.BelowInFunction(function).Any(operation => operation.Syntax is ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: var made } } && Commands.ReadsArguments(made));

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (var up = type.BaseType; up is not null; up = up.BaseType)
        {
            yield return up;
        }
    }
}
