using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Moves the timeout, and a second one of the same listener, to the connection that the same block accepts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class TimeoutSetTooLateFix() : NetworkingFix("Set it on each accepted connection", "NWA3016")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block, Expression: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax set } assignment } statement
            || Accepted(block) is not { } accepted
            || accepted.Declaration.Variables[0].Identifier is var connection && IsSetAlready(block, connection.ValueText, set.Name.Identifier.ValueText)
            || accepted.SpanStart < statement.SpanStart && statement.Contains(accepted))
        {
            return null;
        }

        // One for reads and one for sends go together: each fix then makes the same change, and all of them at once can be applied.
        var timeouts = block.Statements.OfType<ExpressionStatementSyntax>().Where(other => other == statement || SetsAnotherOf(set.Expression, other) is { } name && !IsSetAlready(block, connection.ValueText, name)).ToList();
        var moved = timeouts.Select(timeout => SyntaxFactory.ParseStatement($"{connection.Text}.{SetBy(timeout)!.Name.Identifier.Text} = {((AssignmentExpressionSyntax)timeout.Expression).Right.WithoutTrivia().ToFullString()};"));
        var tracked = block.TrackNodes(timeouts.Prepend<SyntaxNode>(accepted));
        return Lines.InsertAfter(tracked, tracked.GetCurrentNode(accepted)!, moved) is { } added
            && added.RemoveNodes(timeouts.Select(timeout => added.GetCurrentNode<SyntaxNode>(timeout)!), SyntaxRemoveOptions.KeepNoTrivia) is { } whole
            ? await Trial.Compiled(context.Document, block, whole, context.CancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The name of the timeout that the statement sets on the same listener.</summary>
    private static string? SetsAnotherOf(ExpressionSyntax listener, ExpressionStatementSyntax statement) =>
        SetBy(statement) is { Name.Identifier.ValueText: "ReceiveTimeout" or "SendTimeout" } set && set.Expression.IsEquivalentTo(listener, topLevel: false) ? set.Name.Identifier.ValueText : null;

    private static MemberAccessExpressionSyntax? SetBy(ExpressionStatementSyntax statement) =>
        (statement.Expression as AssignmentExpressionSyntax)?.Left as MemberAccessExpressionSyntax;

    /// <summary>The one <c>var client = listener.AcceptTcpClient();</c> of the block, awaited or not.</summary>
    private static LocalDeclarationStatementSyntax? Accepted(BlockSyntax block)
    {
        var found = block.DescendantNodes().OfType<LocalDeclarationStatementSyntax>()
            .Where(declaration => declaration.Declaration.Variables is { Count: 1 } variables
                && variables[0].Initializer?.Value is { } value
                && value.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText is "Accept" or "AcceptAsync" or "AcceptTcpClient" or "AcceptTcpClientAsync" or "AcceptSocket" or "AcceptSocketAsync"))
            .Take(2)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static bool IsSetAlready(BlockSyntax block, string connection, string property) =>
        block.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.Left is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name }, Name.Identifier.ValueText: var set } && name == connection && set == property);
}
