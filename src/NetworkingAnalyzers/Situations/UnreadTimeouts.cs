using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Times that a caller gives and that nobody looks at.</summary>
internal static class UnreadTimeouts
{
    /// <summary>
    /// Parameters of a body's member that are named for a timeout and stand nowhere in it, nor in code that another target compiles. A signature that an interface,
    /// a base class or a delegate prescribes is not the member's own.
    /// </summary>
    public static IEnumerable<IParameterSymbol> Of(Body body, Sources sources, System.Threading.CancellationToken cancellation)
    {
        if (body.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor, IsOverride: false, IsVirtual: false, IsAbstract: false, IsExtern: false, DeclaringSyntaxReferences: { Length: 1 } declared } method
            || !method.Parameters.Any(IsTimeout)
            || declared[0].GetSyntax(cancellation) is not BaseMethodDeclarationSyntax declaration
            || method.PartialDefinitionPart is not null
            || IsPrescribed(method)
            || declaration.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Contains("Obsolete")))
        {
            yield break;
        }

        foreach (var parameter in method.Parameters)
        {
            if (IsTimeout(parameter) && !IsNamedBeside(parameter, declaration) && !sources.ReferencesTo(method, cancellation).Any(mention => mention is Microsoft.CodeAnalysis.Operations.IMethodReferenceOperation))
            {
                yield return parameter;
            }
        }
    }

    private static bool IsTimeout(IParameterSymbol parameter) =>
        parameter.Name.IndexOf("timeout", StringComparison.OrdinalIgnoreCase) >= 0
        && (parameter.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_UInt32
            || parameter.Type is { Name: "TimeSpan" } or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T });

    private static bool IsPrescribed(IMethodSymbol method) =>
        method.ExplicitInterfaceImplementations.Length > 0
        || Functions.ContractsOf(method).Any();

    private static bool IsNamedBeside(IParameterSymbol parameter, BaseMethodDeclarationSyntax declaration) =>
        declaration.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == parameter.Name) > 1
        || declaration.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains(parameter.Name));
}
