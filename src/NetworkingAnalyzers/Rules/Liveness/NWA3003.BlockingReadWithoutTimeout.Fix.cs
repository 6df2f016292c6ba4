using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Sets a receive timeout of 30 s where the connection is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingReadWithoutTimeoutFix() : NetworkingFix("Set ReceiveTimeout to 30 s", "NWA3003")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && model.GetOperation(call, context.CancellationToken) is { } read
            && Uses.ReceiverOf(read) is { } receiver
            && ClientConnections.Under(receiver, Sources.Of(model.Compilation)).OfType<IObjectCreationOperation>().FirstOrDefault(made => made.Type?.Name is "TcpClient" or "Socket") is { } creation
            && creation.Syntax.SyntaxTree == call.SyntaxTree
            && Mended(root, root.FindNode(creation.Syntax.Span, getInnermostNodeForTie: true)) is { } mended)
        {
            return mended;
        }

        return null;
    }

    /// <summary>The creation stands in <c>var c = new ..</c>, <c>c = new ..</c> or <c>using (var c = new ..)</c>.</summary>
    private static SyntaxNode? Mended(SyntaxNode root, SyntaxNode creation)
    {
        var statement = creation.FirstAncestorOrSelf<StatementSyntax>();
        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } declared }:
                return Lines.InsertAfter(root, statement, [Set(declared[0].Identifier)]);

            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned } }:
                return Lines.InsertAfter(root, statement, [Set(assigned.Identifier)]);

            case UsingStatementSyntax { Declaration.Variables: { Count: 1 } used, Statement: BlockSyntax { Statements.Count: > 0 } body }:
                return Lines.InsertBefore(root, body.Statements[0], [Set(used[0].Identifier)]);

            default:
                return null;
        }
    }

    private static StatementSyntax Set(SyntaxToken connection) => SyntaxFactory.ParseStatement($"{connection.Text}.ReceiveTimeout = 30_000;");
}
