using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What can be said of the function (method, local function, lambda) that runs an operation.</summary>
internal static class Functions
{
    /// <summary>The function's symbol; null for the initialiser of a field or property.</summary>
    public static IMethodSymbol? SymbolOf(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => function.SemanticModel?.GetDeclaredSymbol(function.Syntax) as IMethodSymbol
            ?? function.SemanticModel?.GetEnclosingSymbol(function.Syntax.SpanStart) as IMethodSymbol,
    };

    /// <summary>The symbol of the function that runs the operation.</summary>
    public static IMethodSymbol? Around(IOperation operation) => SymbolOf(Body.FunctionOf(operation));

    /// <summary>The interface members of the same name that the member implements without saying so: code that knows only the interface calls it.</summary>
    public static IEnumerable<ISymbol> ContractsOf(ISymbol member) => member.ContainingType is { } type
        ? type.AllInterfaces.SelectMany(face => face.GetMembers(member.Name)).Where(contract => IsOrOverrides(member, type.FindImplementationForInterfaceMember(contract)))
        : Enumerable.Empty<ISymbol>();

    /// <summary>Of an abstract or virtual method of a base class that implements the interface, an override is what runs.</summary>
    private static bool IsOrOverrides(ISymbol member, ISymbol? implementation)
    {
        for (var over = (ISymbol?)member; over is not null && implementation is not null; over = over is IMethodSymbol method ? method.OverriddenMethod : (over as IPropertySymbol)?.OverriddenProperty)
        {
            if (SymbolEqualityComparer.Default.Equals(over.OriginalDefinition, implementation.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether code of another assembly may name it: it is public or protected, and so is each type around it.</summary>
    public static bool IsSeenFromOutside(ISymbol member)
    {
        for (var symbol = member; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the function that runs the operation is <c>async</c>: it can await.</summary>
    public static bool CanAwait(IOperation operation) => Around(operation) is { IsAsync: true };
}
