using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Situations;

/// <summary>Places where the author has switched another analyzer's rule off, with its number: what it says he knows, and has decided.</summary>
internal static class Silenced
{
    /// <summary>By <c>#pragma warning disable</c> above, or by <c>[SuppressMessage]</c> on the member or a type around it.</summary>
    public static bool Is(string rule, SyntaxNode place, Seen seen) => IsByPragma(rule, place) || IsByAttribute(rule, seen.Body.Owner);

    private static bool IsByPragma(string rule, SyntaxNode place)
    {
        var isOff = false;
        var root = place.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return false;
        }

        for (var directive = root.GetFirstDirective(IsPragma); directive is PragmaWarningDirectiveTriviaSyntax pragma && pragma.SpanStart < place.SpanStart; directive = directive.GetNextDirective(IsPragma))
        {
            if (pragma.ErrorCodes.Any(code => code is IdentifierNameSyntax { Identifier.ValueText: var named } && named == rule))
            {
                isOff = pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword);
            }
        }

        return isOff;
    }

    private static bool IsPragma(DirectiveTriviaSyntax directive) => directive is PragmaWarningDirectiveTriviaSyntax;

    private static bool IsByAttribute(string rule, ISymbol? member)
    {
        for (var symbol = member; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.GetAttributes().Any(mark => mark is { AttributeClass.Name: "SuppressMessageAttribute", ConstructorArguments: { Length: 2 } given } && given[1].Value is string id && id.StartsWith(rule, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
