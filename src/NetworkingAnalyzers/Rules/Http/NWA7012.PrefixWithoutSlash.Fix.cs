using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Appends the slash.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PrefixWithoutSlashFix() : NetworkingFix("Append '/'", "NWA7012")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        var prefix = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if ((prefix is ArgumentSyntax argument ? argument.Expression : prefix) is ExpressionSyntax text)
        {
            return root.ReplaceNode(text, Slashes.Appended(text));
        }

        return null;
    }
}
