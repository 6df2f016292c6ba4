using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Leaves the loop when the writer has completed, behind the <c>AdvanceTo</c> that ends a round: what came last has been dealt with then.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PipeEndUnnoticedFix() : NetworkingFix("Leave the loop when the pipe is completed", "NWA2013")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } read
            || read.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables, Parent: BlockSyntax { Parent: WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax } round }
            || model.GetDeclaredSymbol(variables[0], context.CancellationToken) is not ILocalSymbol { Type.Name: "ReadResult" }
            || round.DescendantNodes().OfType<ContinueStatementSyntax>().Any()
            || AdvanceIn(round) is not { } advance)
        {
            return null;
        }

        var test = SyntaxFactory.ParseStatement($"if ({variables[0].Identifier.ValueText}.IsCompleted) break;");
        if (Lines.InsertAfter(root, advance, [test]) is { } mended)
        {
            return mended;
        }

        return null;
    }

    /// <summary>The one <c>AdvanceTo</c> of the round, where every round passes it.</summary>
    private static StatementSyntax? AdvanceIn(BlockSyntax round)
    {
        var all = round.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AdvanceTo" }).ToList();
        return all.Count == 1 && all[0].Parent is ExpressionStatementSyntax statement && statement.Parent == round ? statement : null;
    }
}
