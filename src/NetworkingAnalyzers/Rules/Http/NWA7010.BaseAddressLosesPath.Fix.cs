using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Appends the slash to the base, or takes the request's away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BaseAddressLosesPathFix() : NetworkingFix("Let the path of the base address stand", "NWA7010")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        var found = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if ((found is ArgumentSyntax argument ? argument.Expression : found) is not ExpressionSyntax text)
        {
            return null;
        }

        var mended = IsOfBase(text) ? Slashes.Appended(text) : Slashes.Taken(text);
        return mended is null ? null : await Trial.Compiled(context.Document, text, mended, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>BaseAddress = new Uri(text)</c>.</summary>
    private static bool IsOfBase(ExpressionSyntax text) =>
        text.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Left: IdentifierNameSyntax { Identifier.Text: "BaseAddress" } or MemberAccessExpressionSyntax { Name.Identifier.Text: "BaseAddress" } };
}
