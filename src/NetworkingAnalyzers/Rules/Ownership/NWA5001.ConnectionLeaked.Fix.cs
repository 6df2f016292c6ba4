using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>
/// Makes the declaration a <c>using</c>: a declaration where the language has it, else a statement around the rest of the block.
/// Only where nobody else ever gets the connection: it would be closed under them.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ConnectionLeakedFix() : NetworkingFix(UseUsing, "NWA5001")
{
    internal const string UseUsing = "Close it with 'using'";

    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model) => WithUsing(context, root, model);

    /// <summary>With the <c>using</c>, where what is marked makes (or accepts) a connection that only this function has.</summary>
    internal static SyntaxNode? WithUsing(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (MadeBy(root.FindNode(context.Span, getInnermostNodeForTie: true)) is not { } made
            || DeclarationOf(made) is not { } declaration
            || !IsOnlyHere(made, model, context.CancellationToken))
        {
            return null;
        }

        return ((CSharpParseOptions)root.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp8
            ? AsDeclaration(root, declaration)
            : AsStatement(root, declaration);
    }

    /// <summary>The creation, or the call whose name is marked.</summary>
    private static ExpressionSyntax? MadeBy(SyntaxNode marked) =>
        marked.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax);

    /// <summary>The declaration of one variable that holds exactly what was made.</summary>
    private static LocalDeclarationStatementSyntax? DeclarationOf(ExpressionSyntax made)
    {
        SyntaxNode value = made;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression }
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } })
        {
            value = value.Parent;
        }

        return value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } }
            && declaration.UsingKeyword.IsKind(SyntaxKind.None)
            && declaration.Parent is BlockSyntax or GlobalStatementSyntax
            // A jump over a using declaration is an error.
            && !declaration.Parent.ChildNodes().Any(statement => statement is LabeledStatementSyntax)
                ? declaration
                : null;
    }

    /// <summary>Nobody else gets it, the variable keeps it, and it can be disposed.</summary>
    private static bool IsOnlyHere(ExpressionSyntax made, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetOperation(made, cancellation) is not { } operation)
        {
            return false;
        }

        var custody = Custody.Of(operation, Body.Around(operation), NetTypes.Of(model.Compilation), Sources.Of(model.Compilation), cancellation);
        return !custody.IsLost && custody.HandOvers.Count == 0 && custody.Overwrites.Count == 0
            && custody.Holders.FirstOrDefault() is ILocalSymbol local
            && !Writes.Among(Body.Around(operation).MentionsOf(local)).Skip(1).Any()
            && !IsUsedLater(local, Body.Around(operation))
            && local.Type.AllInterfaces.Any(type => type.SpecialType == SpecialType.System_IDisposable);
    }

    /// <summary>A task that nobody here waits for goes on with it when this function has left.</summary>
    private static bool IsUsedLater(ISymbol local, Body body) =>
        Escape.UsesOf(local, body).Any(use => use.Kind == UseKind.Passed && Pending.IsLeft(use.At, body));

    private static SyntaxNode AsDeclaration(SyntaxNode root, LocalDeclarationStatementSyntax declaration) =>
        root.ReplaceNode(
            declaration,
            declaration.WithoutLeadingTrivia()
                .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(declaration.GetLeadingTrivia()));

    private static SyntaxNode? AsStatement(SyntaxNode root, LocalDeclarationStatementSyntax declaration)
    {
        if (declaration.Parent is not BlockSyntax block)
        {
            return null;
        }

        var place = block.Statements.IndexOf(declaration);
        var rest = block.Statements.Skip(place + 1).ToList();
        if (rest.Any(statement => statement is LocalFunctionStatementSyntax))
        {
            // It could be called from above.
            return null;
        }

        var @using = SyntaxFactory.UsingStatement(declaration.Declaration.WithoutTrivia(), null, SyntaxFactory.Block(rest))
            .WithLeadingTrivia(declaration.GetLeadingTrivia())
            .WithTrailingTrivia(rest.LastOrDefault()?.GetTrailingTrivia() ?? declaration.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
        return root.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(block.Statements.Take(place).Append(@using))));
    }
}
