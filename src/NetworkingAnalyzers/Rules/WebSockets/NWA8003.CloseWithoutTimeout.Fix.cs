using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>
/// A token of its own that is cancelled after ten seconds: from a source that the block disposes where the close is a statement of its own, else
/// from one that is made in place. It is linked to no other token: a program that stops cancels its tokens, and closes all the same.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CloseWithoutTimeoutFix() : NetworkingFix("Give up the close after 10 s", "NWA8003")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation close
            || close.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "CancellationToken")?.Syntax is not ArgumentSyntax { Expression: var token }
            || CloseWithoutTimeout.AbortsItself(close, Seen.ForFix(close, model.Compilation, null, context.CancellationToken))
            || Deadline.IsMissedByCatches(call, model))
        {
            return null;
        }

        if (root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 }
            && call.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Parent: BlockSyntax block } statement
            && call.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is var lambda && (lambda is null || lambda.Contains(statement)))
        {
            var name = Deadline.NameFor(call, model, "closeDeadline");
            var given = SyntaxFactory.ParseExpression(name + ".Token").WithTriviaFrom(token);
            var mended = block.ReplaceNode(statement, statement.ReplaceNode(token, given));
            if (Lines.InsertBefore(mended, mended.Statements[block.Statements.IndexOf(statement)], Deadline.Of(name, token: null)) is { } whole)
            {
                return await Trial.Compiled(context.Document, block, whole, context.CancellationToken).ConfigureAwait(false);
            }
        }

        var inPlace = Names.AllShortened(SyntaxFactory.ParseExpression("new global::System.Threading.CancellationTokenSource(global::System.TimeSpan.FromSeconds(10)).Token")).WithTriviaFrom(token);
        return await Trial.Compiled(context.Document, token, inPlace, context.CancellationToken).ConfigureAwait(false);
    }
}
