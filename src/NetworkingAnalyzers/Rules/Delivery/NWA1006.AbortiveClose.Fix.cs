using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>Removes the statement that sets the option, where it does nothing else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AbortiveCloseFix : CodeFixProvider
{
    private const string Title = "Leave the linger option alone";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA1006");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is { } creation
            && creation.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax } statement
            && statement.Expression switch
            {
                AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "LingerState" }, Right: var value } => value == creation,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetSocketOption" }, ArgumentList.Arguments: { Count: 3 } arguments } => arguments[2].Expression == creation,
                _ => false,
            })
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives)!)), equivalenceKey: Title),
                context.Diagnostics);
        }
    }
}
