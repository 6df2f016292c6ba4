using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary><c>new StreamWriter(stream)</c> becomes <c>new StreamWriter(stream) { AutoFlush = true }</c>: each write is sent when it returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WriterNotFlushedFix : CodeFixProvider
{
    private const string Title = "Flush with each write";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA1007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: not null, Initializer: null } creation)
        {
            return;
        }

        var written = SyntaxFactory.ParseExpression(creation.WithoutTrivia() + " { AutoFlush = true }").WithTriviaFrom(creation);
        if (await Trial.Of(context.Document, creation, written, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
