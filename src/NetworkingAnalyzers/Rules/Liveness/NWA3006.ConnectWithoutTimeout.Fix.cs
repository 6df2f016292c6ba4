using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Gives an awaited connect a token that is cancelled after ten seconds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ConnectWithoutTimeoutFix() : NetworkingFix("End the connect after 10 s", "NWA3006")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation { TargetMethod.Name: "ConnectAsync" } connect
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block, Expression: AwaitExpressionSyntax } statement
            || Deadline.IsMissedByCatches(call, model)
            || root.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 })
        {
            return null;
        }

        var name = Deadline.NameFor(call, model, "connectDeadline");
        var token = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(name + ".Token"));
        var given = call.ArgumentList.Arguments;
        var last = given.Count > 0 && model.GetTypeInfo(given[given.Count - 1].Expression).ConvertedType?.Name == "CancellationToken";
        var arguments = call.ArgumentList.WithArguments(
            last ? given.Replace(given[given.Count - 1], token)
            : SyntaxFactory.SeparatedList<ArgumentSyntax>(given.GetWithSeparators().Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).Add(token)));
        var mended = block.ReplaceNode(statement, statement.ReplaceNode(call.ArgumentList, arguments));
        var anchor = mended.Statements[block.Statements.IndexOf(statement)];
        return Lines.InsertBefore(mended, anchor, Deadline.Of(name, Deadline.TokenOf(connect, model))) is { } whole
            ? await Trial.Compiled(context.Document, block, whole, context.CancellationToken).ConfigureAwait(false)
            : null;
    }
}
