using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Picks the overload of the right width by casting the argument to the type with a sign.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WrongOrderOverloadFix() : NetworkingFix("Swap the bytes at the number's own width", "NWA2019")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation swap
            || WrongOrderOverload.MeantWidth(swap) is not ({ } width and (2 or 4)))
        {
            return null;
        }

        var argument = call.ArgumentList.Arguments[0].Expression;
        var operand = argument is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax
            ? argument.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(argument.WithoutTrivia());
        var narrowed = SyntaxFactory.CheckedExpression(SyntaxKind.UncheckedExpression, SyntaxFactory.CastExpression(Type(WrongOrderOverload.Signed(width)), operand)).WithTriviaFrom(argument);
        ExpressionSyntax mended = call.ReplaceNode(argument, narrowed);
        if (WrongOrderOverload.CastOf(swap) is null)
        {
            // The number came without a sign and goes on without one.
            mended = SyntaxFactory.CastExpression(Type(width == 2 ? "ushort" : "uint"), mended.WithoutTrivia()).WithTriviaFrom(call);
        }

        if (call.Parent is not MemberAccessExpressionSyntax && await Trial.Of(context.Document, call, mended, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial)
        {
            return trial.Document;
        }

        return null;
    }

    private static TypeSyntax Type(string keyword) => SyntaxFactory.ParseTypeName(keyword);
}
