using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>Names the members of a file as a reader would: <c>Receive</c>, a constructor by its type, <c>(field)</c>.</summary>
internal static class Members
{
    /// <summary>The name of the member around a place, empty outside any.</summary>
    public static string NameAt(SyntaxNode root, TextSpan span) => At(root, span) is { } member ? NameOf(member) ?? "" : "";

    /// <summary>The innermost member around a place. A local function belongs to the method it is in.</summary>
    public static SyntaxNode? At(SyntaxNode root, TextSpan span) =>
        root.FullSpan.Contains(span) ? root.FindNode(span).AncestorsAndSelf().FirstOrDefault(node => NameOf(node) is not null) : null;

    /// <summary>The name of a member; null for anything else.</summary>
    public static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        DestructorDeclarationSyntax destructor => "~" + destructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        EventDeclarationSyntax @event => @event.Identifier.ValueText,
        IndexerDeclarationSyntax => "this[]",
        OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.Text,
        ConversionOperatorDeclarationSyntax => "operator",
        FieldDeclarationSyntax or EventFieldDeclarationSyntax => "(field)",
        GlobalStatementSyntax => "(top level)",
        _ => null,
    };
}
