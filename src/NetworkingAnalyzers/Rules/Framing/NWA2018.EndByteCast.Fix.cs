using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Keeps the int, throws <c>EndOfStreamException</c> on -1 and casts then; where the cast is all that its statement computes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class EndByteCastFix() : NetworkingFix("Test for the end before the cast", "NWA2018")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } read
            || model is null
            || read.FirstAncestorOrSelf<CastExpressionSyntax>() is not { } cast
            || cast.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement
            || !IsAllThatIsComputed(cast, statement))
        {
            return null;
        }

        var name = NameFor(model, statement);
        var marked = root.ReplaceNode(cast.Expression, SyntaxFactory.IdentifierName(name).WithAdditionalAnnotations(Mark));
        var anchor = marked.GetAnnotatedNodes(Mark).Single().FirstAncestorOrSelf<StatementSyntax>()!;
        var mended = Lines.InsertBefore(
            marked,
            anchor,
            [
                SyntaxFactory.ParseStatement($"var {name} = {read.WithoutTrivia().ToFullString()};"),
                Throw(name),
            ]);
        if (mended is not null)
        {
            return mended;
        }

        return null;
    }

    private static readonly SyntaxAnnotation Mark = new();

    /// <summary><c>var b = (byte)s.ReadByte();</c>, <c>x = ..;</c>, <c>return ..;</c>: nothing else is evaluated that could be overtaken.</summary>
    private static bool IsAllThatIsComputed(CastExpressionSyntax cast, StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value == cast,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } => assignment.Right == cast,
        ReturnStatementSyntax @return => @return.Expression == cast,
        _ => false,
    };

    private static StatementSyntax Throw(string name)
    {
        var test = SyntaxFactory.ParseStatement($"if ({name} < 0) throw new global::System.IO.EndOfStreamException();");
        return test
            .ReplaceNodes(test.DescendantNodes().OfType<QualifiedNameSyntax>().Take(1), (_, type) => type.WithAdditionalAnnotations(Simplifier.Annotation))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static string NameFor(SemanticModel model, StatementSyntax statement) => Names.Free(
        statement switch
        {
            LocalDeclarationStatementSyntax declaration => declaration.Declaration.Variables[0].Identifier.ValueText + "OrEnd",
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } } => target.Identifier.ValueText.TrimStart('_') + "OrEnd",
            _ => "byteOrEnd",
        },
        statement,
        model);
}
