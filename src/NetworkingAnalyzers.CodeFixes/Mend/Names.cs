using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace NetworkingAnalyzers.Mend;

/// <summary>Names written out in full (<c>global::System.Net..</c>), to be shortened to what the file's usings allow.</summary>
internal static class Names
{
    /// <summary>The wanted name, with a number behind it where something in the member around, or in scope, is called so.</summary>
    public static string Free(string wanted, SyntaxNode place, SemanticModel model)
    {
        var isTaken = Taken(place, model);
        var name = wanted;
        for (var i = 2; isTaken(name); i++)
        {
            name = wanted + i;
        }

        return name;
    }

    /// <summary>Whether something in the member around the place, or in scope there, has a name.</summary>
    public static Func<string, bool> Taken(SyntaxNode place, SemanticModel model)
    {
        var names = new HashSet<string>(MemberAround(place).DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        return name => names.Contains(name) || !model.LookupSymbols(place.SpanStart, name: name).IsEmpty;
    }

    /// <summary>The member around the place; all of a top-level program.</summary>
    public static SyntaxNode MemberAround(SyntaxNode place) =>
        place.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault(up => up is not GlobalStatementSyntax) ?? place.SyntaxTree.GetRoot();

    /// <summary>The node with every full name in it marked for the simplifier.</summary>
    public static T Shortened<T>(T node)
        where T : SyntaxNode =>
        node.ReplaceNodes(
            node.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Where(access => access.Expression is MemberAccessExpressionSyntax or AliasQualifiedNameSyntax),
            (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation));

    /// <summary>Like <see cref="Shortened"/>, names of types in <c>new</c> and in declarations too.</summary>
    public static T AllShortened<T>(T node)
        where T : SyntaxNode
    {
        var names = Shortened(node);
        return names.ReplaceNodes(
            names.DescendantNodes().OfType<QualifiedNameSyntax>().Where(name => name.Parent is not QualifiedNameSyntax),
            (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation));
    }
}
