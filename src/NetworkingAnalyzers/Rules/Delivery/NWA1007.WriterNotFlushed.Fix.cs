using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary><c>new StreamWriter(stream)</c> becomes <c>new StreamWriter(stream) { AutoFlush = true }</c>: each write is sent when it returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WriterNotFlushedFix() : NetworkingFix("Flush with each write", "NWA1007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: not null, Initializer: null } creation)
        {
            return null;
        }

        var written = SyntaxFactory.ParseExpression(creation.WithoutTrivia() + " { AutoFlush = true }").WithTriviaFrom(creation);
        return await Trial.Compiled(context.Document, creation, written, context.CancellationToken).ConfigureAwait(false);
    }
}
