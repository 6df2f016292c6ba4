using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Asks <c>SocketErrorCode</c>, whose members have the numbers of Windows on every system.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PlatformErrorNumberFix : CodeFixProvider
{
    private const string Title = "Compare SocketErrorCode";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA3015");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name && access.Name == name)
        {
            // The cast keeps every form of comparison as it is.
            var asked = SyntaxFactory.CastExpression(
                    SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.IntKeyword)),
                    access.WithName(SyntaxFactory.IdentifierName("SocketErrorCode")).WithoutTrivia())
                .WithTriviaFrom(access);
            context.RegisterCodeFix(
                CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(access, asked))), equivalenceKey: Title),
                context.Diagnostics);
        }
    }
}
